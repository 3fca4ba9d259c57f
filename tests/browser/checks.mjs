// What is asked of every page: see pages.mjs.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** The widths at which nothing may stick out to the side. */
export const WIDTHS = [320, 360, 768, 1280];
/** The widths at which axe looks. */
export const AXE_WIDTHS = [360, 1280];

// The standard and accessibility rules, without those that are a matter of taste.
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'attribute-boolean-style': 'off',
    'attr-quotes': 'off',
    'doctype-style': 'off',
    'element-case': 'off',
    'long-title': 'off',
    'no-implicit-button-type': 'error',
    'no-inline-style': 'error',
    'no-trailing-whitespace': 'off',
    'require-sri': 'off',
    'script-type': 'off',
    'tel-non-breaking': 'off',
    'void-style': 'off',
  },
});

/** What is wrong with the HTML. */
export async function htmlFaults(html) {
  const report = await validator.validateString(html);
  return report.results
    .flatMap((result) => result.messages)
    .filter((message) => message.severity === 2)
    .map((message) => `html ${message.ruleId}: ${message.message}${message.selector ? `, at ${message.selector}` : ''}`);
}

/** What axe finds, as the page stands. */
export async function axeFaults(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const result = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'],
    });
    return result.violations.map((it) => ({ id: it.id, nodes: it.nodes.map((node) => ({ at: node.target.join(' '), why: node.failureSummary })) }));
  }, TAGS);
  return found.flatMap((it) => it.nodes.map((node) => `axe ${it.id}: ${node.at}: ${node.why.replace(/\s+/g, ' ').slice(0, 220)}`));
}

/** What sticks out to the side. */
export async function sidewaysFaults(page, width) {
  return page.evaluate((wide) => {
    if (document.documentElement.scrollWidth <= wide && document.body.scrollWidth <= wide) return [];
    const scrolls = (it) => it && it !== document.body && (/(auto|scroll|hidden|clip)/.test(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
    const out = [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > wide + 1 && !scrolls(it.parentElement));
    const named = out.slice(0, 3).map((it) => `${it.tagName.toLowerCase()}${it.className && typeof it.className === 'string' ? `.${it.className.trim().replace(/\s+/g, '.')}` : ''}`);
    return [`sideways at ${wide}: ${document.documentElement.scrollWidth} wide: ${named.join(', ')}`];
  }, width);
}

/** Opens everything that can be opened. */
export async function openAll(page) {
  await page.evaluate(() => { for (const it of document.querySelectorAll('details:not(.menu)')) it.open = true; });
}

/** All of it at all widths, on the page as it stands. */
export async function faults(page) {
  const found = [];
  const was = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await sidewaysFaults(page, width)));
  }
  const shut = await page.evaluate(() => [...document.querySelectorAll('details')].map((it) => it.open));
  await openAll(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await sidewaysFaults(page, width)).map((fault) => `with all opened, ${fault}`));
    if (AXE_WIDTHS.includes(width)) {
      const menu = width < 700 ? page.locator('details.menu') : null;
      if (menu) await menu.evaluateAll((all) => all.forEach((it) => { it.open = true; }));
      found.push(...(await axeFaults(page)).map((fault) => `at ${width}, ${fault}`));
      if (menu) await menu.evaluateAll((all) => all.forEach((it) => { it.open = false; }));
    }
  }
  await page.evaluate((open) => document.querySelectorAll('details').forEach((it, n) => { it.open = open[n]; }), shut);
  if (was) await page.setViewportSize(was);
  return [...new Set(found)];
}
