// The same forms in a browser without JavaScript; one press twice; two people at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { htmlFaults } from './checks.mjs';
import { dayAfter, start, words } from './harness.mjs';

const BIKES = 'Bikes and quads ridden dangerously at Orchard Green';
const PLAIN = { script: false };

let borough, chair, meeting;
before(async () => {
  borough = await start();
  chair = await borough.as('chair', PLAIN);
  meeting = await borough.nextMeeting(chair);
});
after(async () => { await borough?.stop(); });

test('there is really no script', async () => {
  const page = await borough.page(PLAIN);
  await page.goto('/wards/fairmead/noticeboard');
  assert.ok(await page.locator('[data-print]').isHidden(), 'what needs script stays hidden');
});

test('find the ward', async () => {
  const page = await borough.page({ ...PLAIN, width: 360 });
  await page.goto('/');
  await page.getByLabel('Find your ward').fill('AW4 7QT');
  await page.getByRole('button', { name: 'Find my ward' }).click();
  await page.waitForURL('**/wards/fairmead');
  await page.goto('/');
  await page.locator('.map-frame a[href$="/wards/fairmead"]').click();
  await page.waitForURL('**/wards/fairmead');
});

test('the menu opens on a phone', async () => {
  const page = await borough.page({ ...PLAIN, width: 360 });
  await page.goto('/');
  await page.getByText('Menu', { exact: true }).click();
  await page.getByRole('navigation', { name: 'Main, small screens' }).getByRole('link', { name: 'You said, we did' }).click();
  await page.waitForURL('**/results');
});

test('suggest a priority, with a mistake first', async () => {
  const page = await borough.page({ ...PLAIN, width: 360 });
  await page.goto('/wards/fairmead/suggest');
  await page.getByLabel(/Where and when/).fill('Every evening by the brook.');
  await page.getByRole('button', { name: 'Send to the panel' }).click();
  assert.match(await words(page, '[role=alert]'), /Write what the problem is/);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.getByLabel(/Where and when/).inputValue(), 'Every evening by the brook.');
  await page.getByLabel('What is the problem?').fill('Mopeds on the brook path');
  await page.getByRole('button', { name: 'Send to the panel' }).click();
  await page.waitForURL('**/suggest/sent');
});

test('a form pressed twice makes one record', async () => {
  const context = await borough.visitor(PLAIN);
  const page = await context.newPage();
  await page.goto('/wards/fairmead/suggest');
  const once = await page.locator('input[name=once]').inputValue();
  const send = () => context.request.post('/wards/fairmead/suggest', {
    form: { once, title: 'Broken lamp at Mead Lane corner', detail: '', website: '' }, headers: { origin: borough.address }, maxRedirects: 0,
  });
  const answers = await Promise.all([send(), send(), send()]);
  for (const answer of answers) assert.ok(answer.status() < 500, `${answer.status()}`);
  await page.goto('/wards/fairmead/suggest');
  await chair.goto(`${meeting}/suggestions`);
  assert.equal(await chair.getByRole('heading', { name: 'Broken lamp at Mead Lane corner' }).count(), 1);
});

test('the same in a browser: a double press', async () => {
  for (const script of [false, true]) {
    const title = `Geese on the bowling green, ${script ? 'with' : 'without'} script`;
    const page = await borough.page({ script });
    await page.goto('/wards/fairmead/suggest');
    await page.getByLabel('What is the problem?').fill(title);
    await page.getByRole('button', { name: 'Send to the panel' }).dblclick({ noWaitAfter: true });
    await page.waitForURL('**/suggest/sent');
    await chair.goto(`${meeting}/suggestions`);
    assert.equal(await chair.getByRole('heading', { name: title }).count(), 1);
  }
});

test('rank with Up and Down, without the points of others', async () => {
  const page = await borough.as('panel_member', { ...PLAIN, width: 360 });
  await page.goto(`${meeting}/rank`);
  const order = () => page.locator('[data-rank] h3').allInnerTexts();
  const before = await order();
  const second = page.locator('[data-rank] > li').nth(1);
  await second.getByRole('button', { name: /^Up/ }).click();
  await page.waitForLoadState();
  assert.deepEqual(await order(), [before[1], before[0], ...before.slice(2)]);
  assert.match(await words(page), /Your change is on this page only/);
  await page.locator('[data-rank] > li').first().getByRole('button', { name: /^Down/ }).click();
  await page.locator('[data-rank] > li').first().getByRole('button', { name: /^Down/ }).click();
  await page.waitForLoadState();
  const mine = await order();
  assert.deepEqual(mine, [before[1], before[0], ...before.slice(2)]);
  await page.getByRole('button', { name: 'Send my order' }).click();
  await page.waitForLoadState();
  assert.match(await words(page), /Your order is in/);
  assert.deepEqual(await order(), mine);
  await page.goto(`${meeting}/rank`);
  assert.deepEqual(await order(), mine, 'it is kept');
});

test('open the meeting, and one press on "Move on" sent twice moves one stage', async () => {
  await chair.goto(`${meeting}/papers`);
  await chair.getByRole('button', { name: 'Open the meeting' }).click();
  await chair.waitForURL('**/last-time');
  const form = {};
  for (const field of await chair.locator('form[action$="/move-on"] input[type=hidden]').all()) {
    form[await field.getAttribute('name')] = await field.inputValue();
  }
  assert.equal(form.stage, 'last-time');
  const post = () => chair.context().request.post(`${meeting}/move-on`, {
    form, headers: { origin: borough.address }, maxRedirects: 0,
  });
  await Promise.all([post(), post()]);
  await chair.goto(meeting);
  assert.match(chair.url(), /\/evidence$/);
});

test('agree', async () => {
  await chair.goto(`${meeting}/register`);
  for (const list of (await chair.getByRole('combobox').all()).slice(0, 8)) await list.selectOption({ label: 'In the room' });
  await chair.getByRole('button', { name: 'Keep the register' }).click();
  await chair.goto(`${meeting}/evidence`);
  await chair.getByText('We cannot look at it today').click();
  await chair.getByLabel('Why not?').fill('The hall has no power tonight; the panel read the papers at home.');
  await chair.getByRole('button', { name: 'Go on without it' }).click();
  await chair.waitForLoadState();
  assert.match(await words(chair), /Not looked at: The hall has no power tonight/);
  await chair.goto(`${meeting}/agree`);
  await chair.getByRole('link', { name: /^Agree this/ }).and(chair.getByRole('link', { name: BIKES })).click();
  const fields = {
    'You said': 'Bikes race across the green.', 'Where?': 'Orchard Green', 'What will be different, where?': 'No bikes on the grass.', 'What will the team and partners do?': 'Patrols at weekends.',
    'Who leads?': 'Constable, Ward Team', 'What is counted?': 'Reports in three months', 'It is now': '19', 'It should become': '8', 'Counted in': 'reports',
  };
  for (const [label, value] of Object.entries(fields)) await chair.getByLabel(label, { exact: true }).fill(value);
  await chair.getByLabel('Kind of problem').selectOption({ label: 'Bikes, quads and scooters ridden dangerously' });
  await chair.getByLabel('Nobody was against').check();
  await chair.getByLabel('Why one more than the limit?').fill('Two people were hurt.');
  const review = chair.getByLabel('When do we look again?');
  if (!(await review.inputValue())) await review.fill(dayAfter(new Date().toISOString().slice(0, 10), 120));
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  await chair.waitForLoadState();
  assert.match(await chair.locator('h2:text-is("Agreed at this meeting") + ul').innerText(), new RegExp(BIKES));
});

test('two people keep notes at once: the second sees both texts', async () => {
  const office = await borough.as('office', PLAIN);
  await chair.goto(`${meeting}/actions`);
  await office.goto(`${meeting}/actions`);
  await chair.getByRole('textbox', { name: 'Notes', exact: true }).fill('The chair wrote this.');
  await chair.getByRole('button', { name: 'Keep these notes' }).click();
  await office.getByRole('textbox', { name: 'Notes', exact: true }).fill('The office wrote that.');
  await office.getByRole('button', { name: 'Keep these notes' }).click();
  await office.waitForLoadState();
  const text = await words(office);
  assert.ok(text.includes('The chair wrote this.') && text.includes('The office wrote that.'), text);
  await office.getByLabel('Notes together').fill('The chair wrote this. The office wrote that.');
  await office.getByRole('button', { name: 'Keep these notes' }).click();
  await office.waitForLoadState();
  await chair.goto(`${meeting}/actions`);
  assert.equal(await chair.getByRole('textbox', { name: 'Notes', exact: true }).inputValue(), 'The chair wrote this. The office wrote that.');
});

test('two people change the minutes at once: the second sees both texts and loses nothing', async () => {
  const office = await borough.as('office', PLAIN);
  await chair.goto(meeting);
  for (const label of ['suggestions', 'rank', 'agree', 'actions', 'minutes']) {
    await chair.getByRole('button', { name: `Move on to ${label}` }).click();
    await chair.waitForURL(`**/${label}`);
  }
  await chair.getByRole('button', { name: 'Close the meeting' }).click();
  await chair.waitForLoadState();
  for (const page of [chair, office]) await page.goto(`${meeting}/minutes`);
  await chair.getByLabel('Minutes', { exact: true }).fill('Minutes as the chair remembers them.');
  await office.getByLabel('Minutes', { exact: true }).fill('Minutes as the office remembers them.');
  await chair.getByRole('button', { name: 'Save this version' }).click();
  await chair.waitForLoadState();
  const answer = office.waitForResponse((response) => response.request().method() === 'POST');
  await office.getByRole('button', { name: 'Save this version' }).click();
  assert.equal((await answer).status(), 409);
  assert.deepEqual(await htmlFaults(await (await answer).text()), []);
  await office.waitForLoadState();
  const both = await words(office, '.both');
  assert.ok(both.includes('as the chair remembers') && both.includes('as the office remembers'), both);
  assert.equal(await office.getByLabel('Minutes', { exact: true }).inputValue(), 'Minutes as the office remembers them.');
  await office.getByRole('button', { name: 'Save this version' }).click();
  await office.waitForLoadState();
  assert.match(await words(office), /Version 2/);
  assert.match(await office.locator('main').textContent(), /Minutes as the chair remembers them\./, 'the first version is kept');
});

test('two people change the wording of a priority at once: the same', async () => {
  const [sergeant, office] = [await borough.as('sergeant', PLAIN), await borough.as('office', PLAIN)];
  await sergeant.goto('/desk/priorities');
  await sergeant.getByRole('table', { name: 'Live priorities' }).getByRole('link').first().click();
  await sergeant.getByRole('link', { name: 'Change the wording' }).click();
  await office.goto(sergeant.url());
  await sergeant.getByLabel('Who leads?').fill('Sergeant, day shift');
  await office.getByLabel('Who leads?').fill('Sergeant, night shift');
  await sergeant.getByRole('button', { name: 'Save the wording' }).click();
  await sergeant.waitForLoadState();
  await office.getByRole('button', { name: 'Save the wording' }).click();
  await office.waitForLoadState();
  const both = await words(office, '.both');
  assert.ok(both.includes('day shift') && both.includes('night shift'), both);
  assert.equal(await office.getByLabel('Who leads?').inputValue(), 'Sergeant, night shift');
  await office.getByRole('button', { name: 'Save the wording' }).click();
  await office.waitForLoadState();
  assert.match(await words(office), /Sergeant, night shift/);
});

test('sign in with a password that is wrong, then ask for a link', async () => {
  const page = await borough.page({ ...PLAIN, width: 360 });
  await page.goto('/desk/meetings');
  await page.waitForURL('**/sign-in**');
  await page.getByLabel('E-mail address').fill('nobody@alderwick.example');
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForLoadState();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'nobody@alderwick.example');
  assert.equal(await page.getByLabel('Password').inputValue(), '', 'a password is never sent back');
  assert.equal(await page.getByRole('alert').count(), 1);
  await page.getByRole('link', { name: 'Send me a link' }).click();
  await page.getByLabel('E-mail address').fill(borough.persona('board_member').email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
  const admin = await borough.as('admin', PLAIN);
  await admin.goto('/admin/mail');
  const mail = await admin.locator('pre.mail').first().textContent();
  await page.goto(mail.match(/http\S+\/sign-in\/link\/\S+/)[0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/desk');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForLoadState();
  assert.equal((await page.context().cookies()).length, 0, 'signed out, the cookie is gone');
});

test('nothing was complained of', () => assert.deepEqual(borough.complaints, []));
