// A report in a browser without script: every screen is sound at every width; with script, the button that leaves.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, faults, htmlFaults } from './checks.mjs';
import { start, words } from './harness.mjs';

let borough;
before(async () => { borough = await start(); });
after(async () => { await borough?.stop(); });

/** Walks through a report as a visitor does; `look` is called on every screen. */
async function walk(page, look) {
  const on = async (name) => { await look(name); await page.getByRole('button', { name: 'Continue' }).click(); };
  await page.goto('/reports/new?ward=fairmead');
  await page.getByLabel(/^No, it can wait/).check();
  await on('danger');
  await page.getByLabel('Graffiti', { exact: true }).check();
  await on('what');
  await page.getByLabel('No', { exact: true }).check();
  await page.getByLabel('What is the problem?', { exact: true }).fill('Paint on the wall of the library.');
  await on('details');
  await page.getByLabel('Street, place or postcode').fill('The library');
  await page.locator('input[name=map]').click({ position: { x: 144, y: 150 } });
  await page.waitForURL('**/where');
  assert.match(await words(page), /The pin is/);
  assert.equal(await page.getByLabel('Street, place or postcode').inputValue(), 'The library', 'what was typed stays');
  await on('where');
  if (page.url().endsWith('/similar')) {
    await page.getByLabel('Mine is different', { exact: true }).check();
    await on('similar');
  }
  await page.getByLabel('In the last seven days').check();
  await on('when');
  const jpeg = await borough.page({ width: 200, height: 120 }).then(async (other) => {
    const shot = await other.screenshot({ type: 'jpeg' });
    await other.context().close();
    return shot;
  });
  await page.getByLabel('Choose photos').setInputFiles({ name: 'wall.jpg', mimeType: 'image/jpeg', buffer: jpeg });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('img', { name: 'Photo 1 of your report' }).waitFor();
  await on('photos');
  await page.getByLabel('Stay anonymous').check();
  await on('about-you');
  await look('check');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('heading', { name: 'We have your report' }).waitFor();
  await look('sent');
}

test('a report is made without script, on a phone', async () => {
  const page = await borough.page({ script: false, width: 320 });
  const found = [];
  await walk(page, async (name) => {
    found.push(...(await htmlFaults(await page.content())).map((fault) => `${name}: ${fault}`));
  });
  assert.match(await words(page), /Write down your receipt now/);
  assert.deepEqual(await page.context().cookies(), []);
  assert.deepEqual(found, []);
});

test('every screen of a report is sound at every width', async () => {
  const page = await borough.page({ width: 360 });
  const found = [];
  await walk(page, async (name) => {
    // The answer to a form cannot be loaded again: it is looked at as it stands.
    const look = name === 'sent' ? axeFaults : faults;
    found.push(...(await look(page)).map((fault) => `${name}: ${fault}`));
  });
  assert.deepEqual(found, []);
});

test('a support page is left at once, and Back does not lead there', async () => {
  const page = await borough.page({ width: 360 });
  await page.route('https://www.bbc.co.uk/**', (route) => route.fulfill({ body: 'Weather' }));
  await page.goto('/support');
  await page.goto('/support/domestic-abuse');
  assert.match(await page.title(), /^Local information/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Leave this page/);
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Shift');
  await page.waitForURL('https://www.bbc.co.uk/weather');
  await page.goBack();
  assert.equal(new URL(page.url()).pathname, '/support');
  borough.complaints = borough.complaints.filter((it) => !it.includes('bbc.co.uk'));
});

test('nothing was complained of', () => assert.deepEqual(borough.complaints, []));
