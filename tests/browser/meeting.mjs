// A whole panel meeting in Fairmead, held by six people in their own browsers:
// from a resident's suggestion to what every visitor reads afterwards.
// The parts stand on each other, but for those marked `stands: false`; the first that fails ends the meeting.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faults, htmlFaults } from './checks.mjs';
import { dayAfter, start, words } from './harness.mjs';

const BIKES = 'Bikes and quads ridden dangerously at Orchard Green';
const BURGLARY = 'Burglary in Mead Lane and the Orchards';
const DEALING = 'Drug dealing around Station Road car park';
const RUBBISH = 'Dumped rubbish behind the High Street';
const WAY_HOME = 'Young people feeling unsafe on the way home from school';
const LIBRARY = 'The library should stay open on Sundays';
const DIFFERENT = 'Families can use Orchard Green at weekends without bikes on the grass.';
const DOING = 'Patrols on Saturdays and Sundays, and a gate that bikes cannot pass.';
const RESULT = 'Break-ins fell from 19 to 11 over three months.';
const REASON = 'Rats have come with the rubbish, and the food shops cannot wait three months.';
const GATE = 'Fit a gate that bikes cannot pass at Orchard Green';
const FITTED = 'The gate is in. Prams and wheelchairs pass it.';
const TOLD = 'Two weekends of patrols are done. One quad was taken away.';
const NOTE = 'The school offered its hall for the next meeting.';

let borough, chair, member, meeting, date, held;
let going = true;
const shared = {};

const part = (name, run, { stands = true } = {}) => test(name, async (t) => {
  if (!going) return t.skip('an earlier part failed');
  going = !stands;
  await run(t);
  going = true;
});
const stage = (page, name) => page.goto(`${meeting}/${name}`);
const moveOn = async (label) => {
  await chair.getByRole('button', { name: label }).click();
  await chair.waitForLoadState();
};

/** Pages that only a meeting brings about are asked what pages.mjs asks of all others. */
const sound = async (page) => assert.deepEqual([...(await htmlFaults(await (await page.context().request.get(page.url())).text())), ...(await faults(page))], []);

before(async () => {
  borough = await start();
  chair = await borough.as('chair');
});
after(async () => { await borough?.stop(); });

part('a resident suggests something for the next meeting', async () => {
  const visitor = await borough.page({ width: 360 });
  await visitor.goto('/wards/fairmead/suggest');
  await visitor.getByLabel('What is the problem?').fill(LIBRARY);
  await visitor.getByLabel(/Where and when/).fill('Fairmead Library, Sundays.');
  await visitor.getByRole('button', { name: 'Send to the panel' }).click();
  await visitor.waitForURL('**/suggest/sent');
  assert.match(await words(visitor), /Your suggestion is with the Fairmead panel/);
});

part('the papers are out, and the chair opens the meeting', async () => {
  meeting = await borough.nextMeeting(chair);
  await stage(chair, 'papers');
  assert.match(await words(chair, 'aside'), /Papers are out/);
  await moveOn('Open the meeting');
  assert.match(chair.url(), /\/last-time$/);
  assert.match(await words(chair, 'aside'), /In session/);
  const text = await words(chair);
  for (const title of [DEALING, BURGLARY, WAY_HOME]) assert.ok(text.includes(title), `${title} is looked at again`);
  assert.match(text, /Late by \d+ days|Late: \d+ days/);
});

part('nothing can be agreed without a quorum', async () => {
  await stage(chair, 'agree');
  assert.match(await words(chair), /Nothing can be agreed yet Only a meeting with a quorum can agree\. Here are 0 of 15 voting members, and 5 are needed/);
  assert.equal(await chair.getByRole('link', { name: /^Agree this/ }).count(), 0);
  assert.equal(await chair.getByRole('button', { name: /^Not agreed/ }).count(), 0);
});

part('the chair takes the register', async () => {
  await chair.getByRole('main').getByRole('link', { name: 'Register', exact: true }).click();
  const here = ['Oscar Jandu', 'Leroy Bellweather', 'Olga Wexcombe', 'Amina Dunmore', 'Farah Mistri', 'Niall Jessop', 'Bernard Pendry'];
  for (const name of here) await chair.getByLabel(name, { exact: true }).selectOption({ label: 'In the room' });
  await chair.getByLabel('Barry Gillespy', { exact: true }).selectOption({ label: 'On the phone or video' });
  await chair.getByLabel('Winston Jessop', { exact: true }).selectOption({ label: 'In the room' });
  await chair.getByLabel('Grace Quarles', { exact: true }).selectOption({ label: 'Sent apologies' });
  await chair.getByRole('button', { name: 'Keep the register' }).click();
  await chair.waitForLoadState();
  assert.match(await words(chair), /8 of 15 voting members/);
  await sound(chair);
  assert.equal(await chair.getByLabel('Barry Gillespy', { exact: true }).inputValue(), 'phone');
  const room = await words(chair, 'aside');
  assert.match(room, /On the phone 1/);
  assert.match(room, /No vote 1/);
});

part('nothing can be agreed before the evidence was opened', async () => {
  await stage(chair, 'agree');
  assert.match(await words(chair), /The agree stage opens when the meeting has opened the evidence\. Open it, or write down why it is not looked at\./);
  assert.equal(await chair.getByRole('link', { name: /^Agree this/ }).count(), 0);
  // Nor by somebody who sends the form without the page.
  await stage(chair, 'suggestions');
  const id = await chair.locator('form[action$="/merge"]').first().getAttribute('action').then((path) => path.match(/suggestions\/([^/]+)\/merge/)[1]);
  const answer = await chair.evaluate(async ([path, suggestion]) => {
    const once = document.querySelector('input[name=once]').value;
    const response = await fetch(path, { method: 'POST', body: new URLSearchParams({ once, suggestion, decision: 'not_agreed' }) });
    return { status: response.status, text: await response.text() };
  }, [`${meeting}/agree`, id]);
  assert.ok(answer.status >= 400 && answer.status < 500, `refused, not ${answer.status}`);
  assert.match(answer.text, /The agree stage opens when the meeting has opened the evidence/);
});

part('the meeting opens the evidence', async () => {
  await moveOn('Move on to evidence');
  assert.match(chair.url(), /\/evidence$/);
  const text = await words(chair);
  assert.match(text, /Frozen when the papers went out/);
  for (const heading of ['What', 'Trend', 'Where', 'What residents say']) {
    assert.equal(await chair.getByRole('heading', { name: heading, exact: true }).count(), 1, heading);
  }
  await chair.getByRole('button', { name: 'We have opened the evidence' }).click();
  await chair.waitForLoadState();
  assert.match(await words(chair), /The meeting opened the evidence at .* The agree stage is open\./);
});

part('what is said in the room is put on the list, and two that are the same become one', async () => {
  await moveOn('Move on to suggestions');
  assert.ok((await words(chair)).includes(LIBRARY), "the resident's suggestion is on the list");
  const again = 'Rubbish bags in the yard behind the shops';
  await chair.getByLabel('What is the problem?').fill(again);
  await chair.getByLabel('Where does it come from?').selectOption({ label: 'From a councillor' });
  await chair.getByLabel(/How many people/).fill('3');
  await chair.getByRole('button', { name: 'Add to the list' }).click();
  await chair.waitForLoadState();
  const card = chair.getByRole('main').getByRole('listitem').filter({ has: chair.getByRole('heading', { name: again }) });
  assert.match(await card.innerText(), /From a councillor, 3 people/);
  await card.getByText('The same as another').click();
  await card.getByRole('combobox').selectOption({ label: RUBBISH });
  await card.getByRole('button', { name: 'Put together' }).click();
  await chair.waitForLoadState();
  assert.match(await words(chair), new RegExp(`${again}: now part of ${RUBBISH}`));
});

part('a member signs in with a link from her mail', async () => {
  const context = await borough.visitor();
  member = await context.newPage();
  await member.goto('/sign-in');
  await member.getByRole('link', { name: 'Send me a link' }).click();
  await member.getByLabel('E-mail address').fill('farah.mistri@fairmead.alderwick.example');
  await member.getByRole('button', { name: 'Send me a link' }).click();
  await member.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
  const admin = await borough.as('admin');
  await admin.goto('/admin/mail');
  const mail = await admin.locator('pre.mail').first().textContent();
  await member.goto(mail.match(/http\S+\/sign-in\/link\/\S+/)[0]);
  assert.equal((await context.cookies()).length, 0, 'opening the link alone signs nobody in');
  await member.getByRole('button', { name: 'Sign in' }).click();
  await member.waitForURL('**/desk');
  assert.match(await words(member, 'header'), /Farah Mistri/);
  await member.goto(mail.match(/http\S+\/sign-in\/link\/\S+/)[0]);
  await member.getByRole('button', { name: 'Sign in' }).click();
  assert.match(await words(member), /used or is too old/);
});

const order = async (page) => {
  const heads = page.locator('[data-rank] h3');
  return heads.allInnerTexts();
};
const row = (page, title) => page.locator('[data-rank] > li').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

part('she puts the suggestions in order without seeing the points of others', async () => {
  await moveOn('Move on to rank');
  await stage(member, 'rank');
  assert.match(await words(member), /The panel's ranking is shown when you have sent yours/);
  assert.doesNotMatch(await words(member), /\d+ points/);
  const first = await order(member);
  assert.equal(first.length, 6);
  const at = first.indexOf(RUBBISH);
  for (let n = 0; n < at; n += 1) await row(member, RUBBISH).getByRole('button', { name: /^Up/ }).click();
  assert.equal((await order(member))[0], RUBBISH);
  await row(member, RUBBISH).getByRole('button', { name: /^Down/ }).click();
  const mine = await order(member);
  assert.equal(mine[1], RUBBISH);
  assert.doesNotMatch(await words(member), /\d+ points/, 'moving sends nothing');
  await member.getByRole('button', { name: 'Send my order' }).click();
  await member.getByText('Your order is in').waitFor();
  assert.deepEqual(await order(member), mine, 'her order is kept as she put it');
  assert.match(await words(member), /Panel's ranking so far: \d+ points/);
});

part('the chair changes his order, and enters one that came on paper', async () => {
  await stage(chair, 'rank');
  const before = await order(chair);
  await row(chair, before[1]).getByRole('button', { name: /^Up/ }).click();
  await chair.getByRole('button', { name: 'Send my order' }).click();
  await chair.getByText('Your order is in').waitFor();
  assert.equal((await order(chair))[0], before[1]);

  await chair.getByText('Enter an order from paper or phone').click();
  await chair.getByLabel('Whose order?').selectOption({ label: 'Niall Jessop' });
  await chair.getByLabel('How did it come?').selectOption({ label: 'On paper' });
  const paper = [RUBBISH, BIKES, DEALING, BURGLARY, WAY_HOME, LIBRARY];
  for (const [n, title] of paper.entries()) await chair.getByLabel(title, { exact: true }).fill(String(n + 1));
  await chair.getByRole('button', { name: 'Enter this order' }).click();
  await chair.waitForLoadState();
  const text = await words(chair);
  assert.match(text, /Niall Jessop, on paper/);
  assert.match(text, /Farah Mistri, on screen/);
  // Counted by hand: an order of six gives 6+5+4+3+2+1 points; the five that were sent before the sixth
  // suggestion came are orders of five.
  const orders = await chair.locator('h2:text-is("Orders that are in") + ul > li').count();
  const points = [...text.matchAll(/(\d+) points/g)].map((found) => Number(found[1]));
  assert.equal(orders, 8);
  assert.equal(points.reduce((sum, n) => sum + n, 0), 3 * 21 + 5 * 15);
});

part('a live priority is closed with its result', async () => {
  await moveOn('Move on to agree');
  await chair.getByRole('link', { name: /^Close it with a result/ }).and(chair.getByRole('link', { name: BURGLARY })).click();
  await chair.waitForURL('**/close?*');
  await sound(chair);
  const send = chair.getByRole('button', { name: 'Close this priority' });
  await chair.getByLabel('Reduced').check();
  await chair.getByLabel('We did').fill('140 homes visited and 38 given window locks.');
  await send.click();
  assert.match(await words(chair), /Write what changed\. Residents read it\./, 'not without a result');
  assert.equal(await chair.getByLabel('We did').inputValue(), '140 homes visited and 38 given window locks.');
  await chair.getByLabel('What changed?').fill(RESULT);
  await chair.getByLabel('What is the measure now?').fill('15');
  await send.click();
  assert.match(await words(chair), /The measure was not met \(15 against a target of 12\), so the panel has to vote/);
  await chair.getByLabel('What is the measure now?').fill('11');
  await send.click();
  await chair.waitForURL(/\/desk\/priorities\/[^/]+$/);
  assert.match(await words(chair), /Reduced/);
  assert.match(await words(chair), new RegExp(RESULT.replaceAll('.', '\\.')));
});

part('one is kept, one is not agreed', async () => {
  await stage(chair, 'agree');
  const card = (title) => chair.getByRole('main').getByRole('listitem').filter({ has: chair.getByRole('heading', { name: title, exact: true }) });
  await card(DEALING).getByRole('button', { name: /^Keep it/ }).click();
  await chair.waitForLoadState();
  await card(LIBRARY).getByRole('button', { name: /^Not agreed/ }).click();
  await chair.waitForLoadState();
  const open = chair.locator('h2:text-is("Still to decide") + ol');
  const text = await open.innerText();
  assert.ok(!text.includes(DEALING) && !text.includes(LIBRARY), 'both are decided');
  assert.match(await chair.locator('h2:text-is("Not agreed") + ul').innerText(), new RegExp(LIBRARY));
});

part('until the meeting ends an order can be changed, also after the first decision', async () => {
  await stage(member, 'rank');
  assert.match(await words(member), /You can change it and send it again until the meeting ends/);
  await member.getByRole('button', { name: 'Send my order' }).click();
  await member.waitForLoadState();
  assert.match(await words(member), /Your order is in/);
}, { stands: false });

async function fillAgreement(title, more = {}) {
  const fields = {
    'You said': 'Bikes and quads race across Orchard Green.', 'Where?': 'Orchard Green, the whole park', 'What will be different, where?': DIFFERENT, 'What will the team and partners do?': DOING,
    'Who leads?': 'Constable, Ward Team', 'What is counted?': 'Reports of bikes at Orchard Green in three months', 'It is now': '19',
    'It should become': '8', 'Counted in': 'reports', ...more,
  };
  assert.equal(await chair.getByLabel('What is the problem?').inputValue(), title, 'the suggestion is in the form already');
  for (const [label, value] of Object.entries(fields)) await chair.getByLabel(label, { exact: true }).fill(value);
  await chair.getByLabel('When do we look again?').fill(dayAfter(date, 84));
}

part('a new one is agreed by vote, with all that residents will want to know', async () => {
  await chair.goto(`${meeting}/papers`);
  const day = (await words(chair, '.crumbs')).match(/(\d+ \w+ \d{4})$/)[1];
  held = day;
  date = new Date(`${day} 12:00 UTC`).toISOString().slice(0, 10);
  await stage(chair, 'agree');
  await chair.getByRole('link', { name: /^Agree this/ }).and(chair.getByRole('link', { name: BIKES })).click();
  await chair.waitForURL('**/agree?*');
  await sound(chair);
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  assert.match(await chair.title(), /^Error: /);
  assert.match(await words(chair, '[role=alert]'), /Choose a kind of problem.*Write where it is.*Write what will be different.*Write what it is now.*Choose how the panel decided/);
  await fillAgreement(BIKES);
  await chair.getByLabel('Kind of problem').selectOption({ label: 'Bikes, quads and scooters ridden dangerously' });
  await chair.getByLabel('By counted votes').check();
  await chair.getByLabel('Votes for').fill('8');
  await chair.getByLabel('Against', { exact: true }).fill('1');
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  assert.match(await words(chair), /9 votes are more than the 8 voting members who are here/);
  assert.equal(await chair.getByLabel('What will be different, where?').inputValue(), DIFFERENT, 'nothing typed is lost');
  await chair.getByLabel('Votes for').fill('6');
  await chair.getByLabel('Neither').fill('1');
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  await chair.waitForLoadState();
  const agreed = await chair.locator('h2:text-is("Agreed at this meeting") + ul').innerText();
  assert.ok(agreed.includes(BIKES) && agreed.includes(DIFFERENT), agreed);
  assert.match(agreed, /6 for, 1 against, 1 neither/);
});

part('a fourth is refused without a reason, and agreed with one', async () => {
  await chair.getByRole('link', { name: /^Agree this/ }).and(chair.getByRole('link', { name: RUBBISH })).click();
  await fillAgreement(RUBBISH, {
    'Where?': 'The yards behind the High Street', 'What will be different, where?': 'No bags behind the shops on a Monday.',
    'What will the team and partners do?': 'Two extra collections a week, and visits to every shop.', 'Who leads?': 'Streets Officer, Council',
    'What is counted?': 'Reports of dumped rubbish in three months', 'It is now': '28', 'It should become': '10',
  });
  await chair.getByLabel('Kind of problem').selectOption({ label: 'Dumped rubbish, dark or run-down places' });
  await chair.getByLabel('Nobody was against').check();
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  assert.match(await words(chair), /The panel already holds 3 live priorities\. Close one first, or write down the chair's reason for one more\./);
  assert.equal(await chair.getByLabel('Who leads?').inputValue(), 'Streets Officer, Council');
  await chair.getByLabel('Why one more than the limit?').fill(REASON);
  await chair.getByRole('button', { name: 'Record the decision' }).click();
  await chair.waitForLoadState();
  assert.ok((await chair.locator('h2:text-is("Agreed at this meeting") + ul').innerText()).includes(RUBBISH));
});

part('an action is given to the council', async () => {
  await moveOn('Move on to actions');
  await chair.getByRole('link', { name: 'Give an action' }).click();
  await chair.waitForURL('**/actions/new?*');
  await sound(chair);
  await chair.getByRole('button', { name: 'Give this action' }).click();
  assert.match(await words(chair, '[role=alert]'), /Write what is to be done.*Write which role does it.*Choose a date/);
  await chair.getByLabel('What is to be done?').fill(GATE);
  await chair.getByLabel('What kind of thing is it?').selectOption({ label: 'Environment: lighting, repair, cutting back' });
  await chair.getByLabel('Who does it?').selectOption({ label: 'Alderwick Council, Community Safety' });
  await chair.getByLabel('Which role?').fill('Community Safety Officer');
  await chair.getByLabel('By when?').fill(dayAfter(date, 20));
  await chair.getByLabel('For which priority?').selectOption({ label: BIKES });
  await chair.getByRole('button', { name: 'Give this action' }).click();
  await chair.waitForURL(/\/actions$/);
  assert.match(await words(chair), new RegExp(`${GATE}.*Council.*Sent`));
});

part('the council finds it on its desk, accepts it, and says it is done', async () => {
  const partner = await borough.as('partner');
  await partner.goto('/desk');
  await partner.getByRole('link', { name: GATE }).click();
  await partner.getByLabel('State').selectOption({ label: 'Accepted' });
  await partner.getByRole('button', { name: 'Send this answer' }).click();
  await partner.waitForLoadState();
  assert.match(await words(partner), /Accepted/);
  await partner.getByLabel('State').selectOption({ label: 'Done' });
  await partner.getByRole('button', { name: 'Send this answer' }).click();
  assert.match(await words(partner), /Write what was done, or why not\. Residents read it beside the action\./);
  await partner.getByLabel('What was done, or why not').fill(FITTED);
  await partner.getByRole('button', { name: 'Send this answer' }).click();
  await partner.waitForLoadState();
  const text = await words(partner);
  assert.ok(text.includes('Done') && text.includes(FITTED));
  await partner.goto('/desk');
  assert.equal(await partner.getByRole('link', { name: GATE }).count(), 0, 'it no longer waits');
});

part('the sergeant tells residents what was done', async () => {
  const sergeant = await borough.as('sergeant');
  await sergeant.goto('/desk/priorities');
  await sergeant.getByRole('link', { name: BIKES }).click();
  assert.equal(await sergeant.getByRole('link', { name: 'Close with a result' }).count(), 0, 'only the panel closes');
  await sergeant.getByLabel('What was done, in plain words').fill(TOLD);
  await sergeant.getByLabel('Where does it stand now?').selectOption({ label: 'Doing it' });
  await sergeant.getByRole('button', { name: 'Tell residents' }).click();
  await sergeant.waitForLoadState();
  assert.ok((await words(sergeant)).includes(TOLD));
});

part('the chair closes the meeting, and the minutes write themselves', async () => {
  await stage(chair, 'actions');
  await chair.getByRole('textbox', { name: 'Notes', exact: true }).fill(NOTE);
  await chair.getByRole('button', { name: 'Keep these notes' }).click();
  await chair.waitForLoadState();
  await moveOn('Move on to minutes');
  await moveOn('Close the meeting');
  await stage(chair, 'minutes');
  assert.match(await words(chair, 'aside'), /Held, minutes to come/);
  await sound(chair);
  const draft = await chair.getByLabel('Minutes', { exact: true }).inputValue();
  shared.draft = draft;
  for (const line of [
    /^Fairmead panel, /, /In the room: .*Oscar Jandu|In the room: .*Resident/, /On the phone or video: /, /Sent apologies: /, /8 of 15 voting members/,
    /The panel opened the evidence at /, new RegExp(`- ${DEALING} \\(.*\\): kept`), new RegExp(`- ${BIKES} \\(.*\\): agreed`),
    new RegExp(`- ${LIBRARY} \\(.*\\): not agreed`), new RegExp(`- ${BIKES} \\(6 for, 1 against, 1 neither\\)`), new RegExp(`- ${RUBBISH} \\(nobody against\\)`),
    new RegExp(`One more than the limit, because: ${REASON}`), new RegExp(`- Closed: ${BURGLARY}: reduced\\. ${RESULT}`),
    new RegExp(`- ${GATE}: Council, Community Safety Officer, by `), new RegExp(NOTE),
  ]) assert.match(draft, line);
  assert.doesNotMatch(draft, /Farah Mistri|Niall Jessop/, 'who did not agree to be named is not named');
});

part('the minutes are saved, approved and published', async () => {
  const box = chair.getByLabel('Minutes', { exact: true });
  await box.fill(`${shared.draft}\nThe next meeting is in three months.`);
  await chair.getByRole('button', { name: 'Save this version' }).click();
  await chair.waitForLoadState();
  assert.match(await words(chair), /Version 1, Draft/i);
  assert.equal(await chair.getByRole('button', { name: 'Publish the minutes' }).count(), 0, 'not before they are approved');
  await chair.getByRole('button', { name: 'Approve the minutes' }).click();
  await chair.waitForLoadState();
  await chair.getByRole('button', { name: 'Publish the minutes' }).click();
  await chair.waitForLoadState();
  const text = await words(chair);
  assert.match(text, /The minutes are published on the ward page/);
  for (const version of [/Version 1, Draft/i, /Version 2, Approved/i, /Version 3, Published/i]) assert.match(text, version);
  assert.equal(await chair.getByRole('button', { name: 'Save this version' }).count(), 0, 'published minutes are not changed');
});

part('a visitor reads it on the ward page', async () => {
  const visitor = await borough.page({ width: 360 });
  await visitor.goto('/wards/fairmead');
  const working = await words(visitor, '#priorities');
  for (const title of [BIKES, RUBBISH, DEALING, WAY_HOME]) assert.ok(working.includes(title), title);
  assert.ok(!working.includes(BURGLARY), 'what is closed is not live');
  assert.ok(working.includes(TOLD), 'the latest news stands beside it');
  assert.ok((await words(visitor, '#ysd')).includes(RESULT), 'You said, we did');
  await visitor.getByRole('link', { name: BIKES }).click();
  const text = await words(visitor);
  for (const told of ['6 for, 1 against, 1 neither', DIFFERENT, GATE, FITTED, TOLD, 'from 19 to 8 reports', 'Constable, Ward Team', '19 people']) {
    assert.ok(text.includes(told), `the priority's page says: ${told}`);
  }
  await visitor.goto('/wards/fairmead/priorities');
  await visitor.getByRole('link', { name: RUBBISH }).click();
  assert.ok((await words(visitor)).includes(REASON), "the chair's reason is public");
});

part('and on the page of the meeting', async () => {
  const visitor = await borough.page();
  await visitor.goto('/wards/fairmead/meetings');
  await visitor.goto(`/wards/fairmead/meetings/${date}`);
  const text = await words(visitor);
  assert.ok(text.includes(held));
  for (const told of [BIKES, RUBBISH, BURGLARY, RESULT, '8 of 15 voting members', NOTE, 'The next meeting is in three months.', LIBRARY]) {
    assert.ok(text.includes(told), `the meeting's page says: ${told}`);
  }
  assert.doesNotMatch(text, /Farah Mistri|Niall Jessop/);
  await visitor.goto('/wards/fairmead/meetings');
  await visitor.getByRole('link', { name: new RegExp(held) }).first().click();
  assert.equal(new URL(visitor.url()).pathname, `/wards/fairmead/meetings/${date}`);
});

part('and among all results', async () => {
  const visitor = await borough.page();
  for (const path of ['/results', '/wards/fairmead/results']) {
    await visitor.goto(path);
    const text = await words(visitor);
    assert.ok(text.includes(RESULT), `${path} has the result`);
    assert.ok(text.includes(DOING), `${path} has what is being done`);
  }
  const table = await visitor.request.get('/wards/fairmead/results.csv');
  assert.ok((await table.text()).includes(RESULT), 'also as a table');
});

test('nothing was complained of', () => assert.deepEqual(borough.complaints, []));
