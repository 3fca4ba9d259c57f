// The desk on paper: the list of one ward is one sheet of A4.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.mjs';

let borough;
before(async () => { borough = await start(); });
after(async () => { await borough?.stop(); });

for (const [role, path] of [['sergeant', '/desk'], ['sergeant', '/desk/wards/fairmead'], ['ward_officer', '/desk/wards/fairmead']]) {
  test(`${path} of the ${role} is one sheet, with what is late`, async () => {
    const page = await borough.as(role);
    await page.goto(path);
    assert.ok(await page.locator('.tbl--desk tbody tr').count() >= 6, 'the list is not nearly empty');
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.getByRole('heading', { name: /late$/ }).isVisible());
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length, 1);
    await page.context().close();
  });
}
