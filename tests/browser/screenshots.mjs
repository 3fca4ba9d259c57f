// Takes the pictures of docs/images from the running program. scripts/screenshots calls it.

import { execFileSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dayAfter, start, ROOT } from './harness.mjs';

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const MOST = 200_000;
const BIKES = 'Bikes and quads ridden dangerously at Orchard Green';

/** Fewer colours, when the tool for it is here: a third of the size. */
function squeeze(file) {
  try {
    execFileSync('pngquant', ['--force', '--skip-if-larger', '--quality=70-95', '--output', file, file], { stdio: 'ignore' });
  } catch { /* not here: the picture stays as it is */ }
}

const borough = await start();
try {
  const folder = join(ROOT, 'docs/images');
  await mkdir(folder, { recursive: true });

  // The meeting as it stands when the panel has agreed something: the agree stage with its form open.
  const chair = await borough.as('chair');
  const meeting = await borough.nextMeeting(chair);
  const shots = [];
  const take = async (name, role, path, before = async () => {}) => {
    for (const [size, look] of Object.entries(SIZES)) {
      const page = role ? await borough.as(role, look) : await borough.page(look);
      await page.goto(path);
      await page.evaluate(() => document.fonts.ready.then(() => true));
      await before(page);
      const file = join(folder, `${name}-${size}.png`);
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
      squeeze(file);
      shots.push(file);
      await page.context().close();
    }
  };

  await take('home', null, '/');
  await take('ward', null, '/wards/fairmead');
  await take('ward-figures', null, '/wards/fairmead/figures', (page) => page.locator('#trend').evaluate((it) => it.scrollIntoView()));
  await take('results', null, '/results');
  await take('rank', 'chair', `${meeting}/rank`);
  await take('evidence', 'panel_member', `${meeting}/evidence`);
  await take('desk', 'partner', '/desk');
  await take('today', 'sergeant', '/desk');
  await take('team', null, '/wards/fairmead/team');
  await take('cover', null, '/wards/fairmead/cover');
  await take('ask', null, '/wards/fairmead/ask');
  const part = (name) => (page) => page.locator(`#${name}`).evaluate((it) => it.scrollIntoView());
  await take('explorer', 'analyst', '/desk/analysis?what=burglary&ward=fairmead', part('where'));
  const analyst = await borough.as('analyst');
  await analyst.goto('/desk/analysis/logs');
  await analyst.getByRole('link', { name: /invented log/ }).click();
  await take('log', 'analyst', new URL(analyst.url()).pathname, part('when'));

  await chair.goto(`${meeting}/papers`);
  await chair.getByRole('button', { name: 'Open the meeting' }).click();
  await chair.goto(`${meeting}/register`);
  for (const list of (await chair.getByRole('combobox').all()).slice(0, 9)) await list.selectOption({ label: 'In the room' });
  await chair.getByRole('button', { name: 'Keep the register' }).click();
  for (const label of ['evidence', 'suggestions', 'rank', 'agree']) {
    await chair.getByRole('button', { name: `Move on to ${label}` }).click();
    await chair.waitForURL(`**/${label}`);
    if (label === 'evidence') await chair.getByRole('button', { name: 'We have opened the evidence' }).click();
  }
  await chair.getByRole('link', { name: /^Agree this/ }).and(chair.getByRole('link', { name: BIKES })).click();
  await chair.waitForURL('**/agree?*');
  const form = new URL(chair.url());
  await take('agree', 'chair', form.pathname + form.search, async (page) => {
    await page.getByLabel('Where?', { exact: true }).fill('Orchard Green, the whole park');
    await page.getByLabel('What will be different, where?').fill('Families can use the green at weekends without bikes on the grass.');
    await page.getByLabel('What will the team and partners do?').fill('Patrols on Saturdays and Sundays, and a gate that bikes cannot pass.');
    await page.getByLabel('Who leads?').fill('Constable, Ward Team');
    await page.getByLabel('When do we look again?').fill(dayAfter(new Date().toISOString().slice(0, 10), 91));
    await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  });

  let tooBig = false;
  for (const file of shots) {
    const { size } = await stat(file);
    tooBig ||= size > MOST;
    console.log(`${file.slice(ROOT.length + 1).padEnd(42)} ${String(Math.round(size / 1000)).padStart(4)} KB${size > MOST ? '  more than 200 KB' : ''}`);
  }
  if (tooBig) process.exitCode = 1;
} finally {
  await borough.stop();
}
