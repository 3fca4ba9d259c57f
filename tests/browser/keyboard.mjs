// With the keyboard alone: every stop can be seen and is not covered, and the whole of ranking can be done.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.mjs';

let borough, meeting;
before(async () => {
  borough = await start();
  const chair = await borough.as('chair');
  meeting = await borough.nextMeeting(chair);
});
after(async () => { await borough?.stop(); });

/** What is wrong with the element that has the focus; nothing when it can be seen. */
const stop = () => {
  const it = document.activeElement;
  if (!it || it === document.body) return { end: true };
  const text = (it.getAttribute('aria-label') || it.innerText || it.getAttribute('name') || '').trim().replace(/\s+/g, ' ');
  const what = `${it.tagName.toLowerCase()} "${text.slice(0, 50)}"`;
  const faults = [];
  const box = it.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) faults.push('has no size');
  else if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) faults.push('is outside the window');
  else {
    // Seen at one of five points of its part in the window, at least.
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].map(([x, y]) => [left + (right - left) * x, top + (bottom - top) * y]);
    const hit = points.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      return there && (there === it || it.contains(there));
    });
    // A line that breaks has corners that belong to nobody; its pieces decide.
    const pieces = [...it.getClientRects()].some((piece) => {
      const there = document.elementFromPoint(piece.left + piece.width / 2, piece.top + piece.height / 2);
      return there && (there === it || it.contains(there));
    });
    if (!hit && !pieces) faults.push('is covered');
  }
  const seen = (of) => {
    const look = getComputedStyle(of);
    return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none' || look.backgroundColor === 'rgb(255, 200, 61)';
  };
  const shape = [...it.querySelectorAll('path,rect')].some((part) => {
    const look = getComputedStyle(part);
    return parseFloat(look.strokeWidth) >= 3 || (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0);
  });
  if (!seen(it) && !shape) faults.push('does not show that it has the focus');
  it.dataset.stop = (it.dataset.stop ?? 0) * 1 + 1;
  return { what, faults, again: it.dataset.stop > 1 };
};

async function walk(page) {
  const found = [];
  let stops = 0;
  for (; stops < 400; stops += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(stop);
    if (at.end || at.again) break;
    found.push(...at.faults.map((fault) => `${at.what} ${fault}`));
  }
  // Everything that can have the focus had it.
  const missed = await page.evaluate(() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')]
    .filter((it) => it.tabIndex >= 0 && !it.dataset.stop && !it.disabled && it.checkVisibility({ visibilityProperty: true })
      && !(it.type === 'radio' && document.querySelector(`input[name="${it.name}"][data-stop]`)))
    .map((it) => `${it.tagName.toLowerCase()} "${(it.innerText || it.name || it.getAttribute('aria-label') || '').trim().slice(0, 50)}" was not reached`));
  return { stops, found: [...found, ...missed] };
}

for (const [role, path] of [
  [null, '/'], [null, '/wards/fairmead'], [null, '/wards/fairmead/suggest'], [null, '/wards/fairmead/figures'], [null, '/figures'],
  ['panel_member', 'rank'], ['chair', 'rank'], ['chair', 'agree'], ['chair', 'register'],
]) {
  for (const width of [360, 1280]) {
    test(`every stop of ${path}${role ? ` as ${role}` : ''} can be seen, at ${width}`, async (t) => {
      const page = role ? await borough.as(role, { width, height: 700 }) : await borough.page({ width, height: 700 });
      await page.goto(path.startsWith('/') ? path : `${meeting}/${path}`);
      const { stops, found } = await walk(page);
      t.diagnostic(`${stops} stops`);
      assert.ok(stops > 5, `only ${stops} stops`);
      assert.deepEqual(found, []);
    });
  }
}

test('the first stop leads past the navigation', async () => {
  const page = await borough.page();
  await page.goto('/wards/fairmead');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.innerText), 'Skip to main content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'the next stop is in the main part');
});

test('the menu of small screens opens, and Escape closes it', async () => {
  const page = await borough.page({ width: 360 });
  await page.goto('/');
  await page.locator('.menu summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.innerText), 'Your ward');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.menu').getAttribute('open'), null);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
});

test('a member puts the suggestions in order and sends them with the keyboard alone', async () => {
  const page = await borough.as('panel_member');
  await page.goto(`${meeting}/rank`);
  const order = () => page.locator('[data-rank] h3').allInnerTexts();
  const focus = () => page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, ' '));
  const tabTo = async (want) => {
    for (let n = 0; n < 150; n += 1) {
      await page.keyboard.press('Tab');
      if (want.test(await focus())) return;
    }
    assert.fail(`${want} is not reached by Tab`);
  };
  const before = await order();
  const last = before.at(-1);
  await tabTo(new RegExp(`^Up ?: move ${last} up$`));
  for (let n = 1; n < before.length; n += 1) {
    await page.keyboard.press(n % 2 ? 'Enter' : 'Space');
    assert.match(await focus(), new RegExp(`move ${last} up`), 'the focus stays on the button');
    const now = await order();
    assert.equal(now.indexOf(last), before.length - 1 - n);
    assert.equal((await page.locator('[data-live]').textContent()).trim(), `${last} is now number ${before.length - n} of ${before.length}`, 'and it is said');
    assert.ok(await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    }), 'and the button is in sight');
  }
  await page.keyboard.press('Enter');
  assert.match(await page.locator('[data-live]').textContent(), /stays at number 1/);
  await tabTo(/^Send my order$/);
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await page.getByText('Your order is in').waitFor();
  assert.deepEqual(await order(), [last, ...before.slice(0, -1)]);
});

test('nothing was complained of', () => assert.deepEqual(borough.complaints, []));
