// A resident finds their ward: by postcode, by list, by map.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.mjs';

let borough;
before(async () => { borough = await start(); });
after(async () => {
  await borough?.stop();
});

for (const width of [360, 1280]) {
  test(`by postcode, at ${width}`, async () => {
    const page = await borough.page({ width });
    await page.goto('/');
    await page.getByLabel('Find your ward').fill('AW4 7QT');
    await page.getByRole('button', { name: 'Find my ward' }).click();
    await page.waitForURL('**/wards/fairmead');
    assert.equal(await page.locator('h1').innerText(), 'Fairmead');
    assert.equal(await page.getByRole('heading', { name: 'What we are working on' }).count(), 1);
  });
}

test('by postcode as people write it', async () => {
  const page = await borough.page();
  for (const typed of ['aw47qt', ' AW4  7QT ', 'fairmead']) {
    await page.goto('/');
    await page.getByLabel('Find your ward').fill(typed);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/wards/fairmead');
  }
});

for (const [typed, told] of [
  ['SW1A 1AA', /not in Alderwick.*council/],
  ['AW4', /full postcode/],
  ['', /Write your postcode/],
]) {
  test(`"${typed}" is kept, with what to do`, async () => {
    const page = await borough.page();
    await page.goto('/');
    await page.getByLabel('Find your ward').fill(typed);
    await page.getByRole('button', { name: 'Find my ward' }).click();
    const field = page.getByLabel('Find your ward');
    assert.equal(await field.inputValue(), typed, 'what was typed is still there');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const described = (await field.getAttribute('aria-describedby')).split(' ');
    const beside = await page.locator(`#${described.find((id) => id.startsWith('e-'))}`).innerText();
    assert.match(beside, told);
    assert.match(await page.title(), /^Error: /);
    const summary = page.getByRole('alert');
    assert.match(await summary.innerText(), told);
    assert.ok(await summary.evaluate((it) => it === document.activeElement), 'the summary has the focus');
    await summary.getByRole('link').click();
    assert.ok(await field.evaluate((it) => it === document.activeElement), 'its link leads to the field');
    assert.ok(await page.locator('#all-wards').getByRole('link', { name: 'Fairmead' }).isVisible(), 'the list is there too');
  });
}

test('by the list on the home page', async () => {
  const page = await borough.page({ width: 360 });
  await page.goto('/');
  await page.getByRole('link', { name: 'Choose from the list' }).click();
  await page.locator('#all-wards').getByRole('link', { name: 'Fairmead' }).click();
  await page.waitForURL('**/wards/fairmead');
});

test('by the list of all wards', async () => {
  const page = await borough.page();
  await page.goto('/wards');
  const names = await page.getByRole('table').getByRole('link').allInnerTexts();
  assert.equal(names.length, 14);
  await page.getByRole('table').getByRole('link', { name: 'Fairmead' }).click();
  await page.waitForURL('**/wards/fairmead');
});

for (const width of [360, 1280]) {
  test(`by the map, at ${width}`, async () => {
    const page = await borough.page({ width });
    await page.goto('/');
    const ward = page.locator('.map-frame a[href$="/wards/fairmead"]');
    assert.equal(await ward.count(), 1, 'the map has one link to the ward');
    await ward.click();
    await page.waitForURL('**/wards/fairmead');
    assert.equal(await page.locator('h1').innerText(), 'Fairmead');
  });
}

test('nothing was complained of', () => assert.deepEqual(borough.complaints, []));
