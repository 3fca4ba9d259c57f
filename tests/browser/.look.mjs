import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { faults, htmlFaults, WIDTHS, sidewaysFaults } from './checks.mjs';
const [role, ...paths] = process.argv.slice(2);
const people = JSON.parse(readFileSync('/tmp/w/L/personas.json'));
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const c = await b.newContext({ ignoreHTTPSErrors: true });
const p = await c.newPage();
if (role !== 'none') { await p.goto(people.find(x => x.role === role).sign_in); const btn = p.locator('main button[type=submit]'); if (await btn.count()) await btn.first().click(); }
let n = 0;
for (const path of paths) {
  const r = await p.goto('http://127.0.0.1:18130' + path);
  console.log(r.status(), path, JSON.stringify(await faults(p)));
  const html = await (await c.request.get('http://127.0.0.1:18130' + path)).text();
  const f = await htmlFaults(html); if (f.length) console.log(JSON.stringify(f));
  for (const w of [360, 1280]) { await p.setViewportSize({ width: w, height: 900 }); const s = await sidewaysFaults(p, w); if (s && s.length) console.log(w, s); await p.screenshot({ path: `/tmp/w/xp/${role}-${n}-${w}.png`, fullPage: true }); }
  n++;
}
await b.close();
