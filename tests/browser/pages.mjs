// Every page, signed out and as every role: no accessibility fault, no sideways scroll, valid HTML, nothing from
// elsewhere, no cookie for a visitor, a light first visit, and no dead link. Pages are found by following links, so a
// new page is tested as soon as something leads to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faults, htmlFaults } from './checks.mjs';
import { start } from './harness.mjs';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const ROLES = ['resident', 'panel_member', 'chair', 'ward_officer', 'sergeant', 'inspector', 'superintendent', 'partner', 'analyst', 'office', 'board_member', 'admin'];
// Pages that nothing links to.
const UNLINKED = ['/find?postcode=SW1A+1AA', '/wards/fairmead/suggest/sent', '/sign-in/link', '/sign-in/link/0000', '/nowhere', '/wards/nowhere', '/suggest', '/reports/new/danger', '/reports/new/0000/what', '/support/nowhere'];
const KB = 1000;
const FIRST_VISIT = 100 * KB;
const WORKING = 150 * KB;

let borough;
before(async () => { borough = await start(); });
after(async () => { await borough?.stop(); });

/** The kind of page that an address leads to. */
function kind(path) {
  return path
    .replace(/^\/wards\/(?!nowhere)[^/?.]+/, '/wards/{ward}')
    .replace(/^\/desk\/wards\/[^/?]+/, '/desk/wards/{ward}')
    .replace(/\/(priorities|meetings|actions|imports|people)\/(?!new)[^/?.]+/, '/$1/{it}')
    .replace(/^\/figures\/[^/?.]+/, '/figures/{kind}')
    .replace(/\?.*/, '?');
}

function links(html, base) {
  const found = [];
  for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    const url = new URL(href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), base);
    if (url.origin === borough.address) found.push(url);
  }
  return found;
}

/** Follows every link from the first page. `most` of one kind are looked at; nothing: all. */
async function crawl(from, { cookie, most = Infinity, within = /^\// }) {
  const seen = new Map();
  const count = new Map();
  const todo = from.map((path) => ({ path, by: 'the list' }));
  const known = new Set(from);
  while (todo.length) {
    const { path, by } = todo.shift();
    const response = await fetch(borough.address + path, { headers: cookie ? { cookie } : {} });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const html = type.startsWith('text/html');
    const page = {
      path, by, text, html, status: response.status, at: new URL(response.url).pathname, cookie: response.headers.get('set-cookie'),
      policy: response.headers.get('content-security-policy'), ids: html ? new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((it) => it[1])) : null, to: [],
    };
    seen.set(path, page);
    if (!html) continue;
    for (const url of links(text, borough.address + path)) {
      const next = url.pathname + url.search;
      if (url.hash) page.to.push({ path: next, id: decodeURIComponent(url.hash.slice(1)) });
      const n = count.get(kind(next)) ?? 0;
      if (known.has(next) || n >= most || !within.test(next)) continue;
      known.add(next);
      count.set(kind(next), n + 1);
      todo.push({ path: next, by: path });
    }
  }
  return seen;
}

/** Loads a page in a fresh context as a browser would on a first visit, and asks everything of it. */
async function look(path, role, limit) {
  const context = role ? await borough.signedIn(role) : await borough.visitor({ width: 360 });
  try {
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
    await page.goto(path);
    await page.evaluate(() => document.fonts.ready.then(() => true));
    const found = bytes > limit ? [`first visit: ${Math.round(bytes / KB)} KB, more than ${limit / KB} KB`] : [];
    if (!role) {
      const cookies = await context.cookies();
      if (cookies.length) found.push(`a cookie for a visitor: ${cookies.map((it) => it.name)}`);
    }
    found.push(...(await faults(page)));
    return found.map((fault) => `${role ?? 'visitor'} ${path}: ${fault}`);
  } finally {
    await context.close();
  }
}

/** Runs over a list, two at a time. */
async function each(list, run) {
  const todo = [...list];
  const found = [];
  const worker = async () => {
    while (todo.length) found.push(...(await run(todo.shift())));
  };
  await Promise.all([worker(), worker()]);
  return found;
}

/** A few of each kind: all kinds, up to `most` of each, those of Fairmead first. */
function chosen(paths, most) {
  const kinds = new Map();
  const ours = (path) => (/fairmead/.test(path) ? 0 : 1);
  for (const path of [...paths].sort((a, b) => ours(a) - ours(b))) {
    const list = kinds.get(kind(path)) ?? [];
    if (list.length < most(kind(path))) kinds.set(kind(path), [...list, path]);
  }
  return [...kinds.values()].flat();
}

/** What a page is built of: its kind, and every element with its classes. Pages of one shape are looked at once. */
const shape = (page) => [kind(page.path), ...new Set(page.text.match(/<[a-z][a-z0-9]*(?: class="[^"]*")?/g))].sort().join('');
const looked = new Set();

const sum = (found) => {
  // The same fault on many pages is one fault.
  const by = new Map();
  for (const fault of found) {
    const [where, what] = [fault.slice(0, fault.indexOf(': ')), fault.slice(fault.indexOf(': ') + 2)];
    by.set(what, [...(by.get(what) ?? []), where]);
  }
  return [...by].map(([what, where]) => `${what}\n    on ${where.slice(0, 4).join('; ')}${where.length > 4 ? ` and ${where.length - 4} more` : ''}`);
};
const none = (found) => {
  if (found.length) assert.fail(`${found.length} faults\n  ${sum(found).slice(0, 40).join('\n  ')}`);
};

let site;
test('every public page answers, with the policy and without a cookie', async (t) => {
  site = await crawl(['/', ...UNLINKED], {});
  const found = [];
  for (const page of site.values()) {
    const dead = UNLINKED.includes(page.path) ? page.status >= 500 : page.status >= 400;
    if (dead) found.push(`${page.path}: ${page.status}, linked from ${page.by}`);
    if (page.policy !== POLICY) found.push(`${page.path}: policy ${page.policy}`);
    if (page.cookie) found.push(`${page.path}: sets ${page.cookie}`);
    for (const { path, id } of page.to) {
      const target = site.get(path);
      if (target?.ids && !target.ids.has(id)) found.push(`${page.path}: leads to #${id}, which ${path} does not have`);
    }
  }
  t.diagnostic(`${site.size} addresses`);
  none(found);
  for (const path of ['/figures', '/methods', '/wards/fairmead/figures', '/results', '/meetings', '/about', '/accessibility', '/privacy']) {
    assert.equal(site.get(path)?.status, 200, `${path} is there and something leads to it`);
  }
});

test('every public page is valid HTML', async () => {
  const found = [];
  for (const page of site.values()) if (page.html) found.push(...(await htmlFaults(page.text)).map((fault) => `${page.path}: ${fault}`));
  none(found);
});

test('every kind of public page is sound at every width, light, and without a cookie', async (t) => {
  const pages = [...site.values()].filter((page) => page.html && page.at === page.path.replace(/\?.*/, '')).map((page) => page.path);
  const list = chosen(pages, (of) => (/\{it\}$/.test(of) ? 3 : 1));
  t.diagnostic(`${list.length} pages`);
  none(await each(list, (path) => look(path, null, FIRST_VISIT)));
});

for (const role of ROLES) {
  test(`the pages of the ${role} are sound`, async (t) => {
    const context = await borough.signedIn(role);
    const cookie = (await context.cookies()).map((it) => `${it.name}=${it.value}`).join('; ');
    await context.close();
    const pages = await crawl(['/desk', '/account', '/wards/fairmead/team', '/desk/nowhere'], { cookie, most: 2, within: /^\/(desk|admin|account)/ });
    const found = [];
    for (const page of pages.values()) {
      if (page.status >= 400 && page.path !== '/desk/nowhere') found.push(`${page.path}: ${page.status}, linked from ${page.by}`);
      if (page.policy !== POLICY) found.push(`${page.path}: policy ${page.policy}`);
      if (page.html) found.push(...(await htmlFaults(page.text)).map((fault) => `${page.path}: ${fault}`));
    }
    const list = [];
    for (const page of pages.values()) {
      if (!page.html || (page.path !== '/desk' && looked.has(shape(page)))) continue;
      looked.add(shape(page));
      list.push(page.path);
    }
    t.diagnostic(`${list.length} pages of ${pages.size}; the others are built like one that was looked at`);
    found.push(...(await each(list, (path) => look(path, role, WORKING))));
    none(found);
  });
}

test('a page that is not there offers the ward finder', async () => {
  const page = await borough.page({ width: 360 });
  const response = await page.goto('/nowhere/at-all');
  assert.equal(response.status(), 404);
  await page.getByLabel('Postcode').fill('AW4 7QT');
  await page.getByRole('button', { name: 'Find my ward' }).click();
  await page.waitForURL('**/wards/fairmead');
});

test('what a person may not see looks as if it were not there', async () => {
  const visitor = await borough.page();
  await visitor.goto('/admin/people');
  assert.match(visitor.url(), /\/sign-in/);
  const member = await borough.as('panel_member');
  assert.equal((await member.goto('/admin/people')).status(), 404);
});

test('nothing was complained of', () => assert.deepEqual([...new Set(borough.complaints)], []));
