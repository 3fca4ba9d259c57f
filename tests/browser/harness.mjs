// What every browser test stands on: a made-up borough of its own, served by
// the program under test, and a browser to look at it with.
//
// WARDMOTE_BIN       the program; default target/debug/wardmote
// WARDMOTE_DATABASE  an empty PostgreSQL database to make the borough in, instead of a file; for one test file at a time
// CHROMIUM           the browser; default: the first one found on the PATH

import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The day `days` after another, as a date field wants it. */
export function dayAfter(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program under test. */
export function program() {
  const file = resolve(ROOT, process.env.WARDMOTE_BIN ?? 'target/debug/wardmote');
  if (!runs(file)) throw new Error(`There is no program at ${file}. Build it with "cargo build", or set WARDMOTE_BIN.`);
  return file;
}

/** The browser. */
export function browserProgram() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error('There is no Chromium on the PATH. Install it ("apt install chromium"), or set CHROMIUM.');
}

/** Makes a borough in a fresh folder, serves it on a free port, and opens a browser. */
export async function start() {
  const data = await mkdtemp(join(tmpdir(), 'wardmote-browser-'));
  const words = ['demo', '--data', data, '--port', '0'];
  if (process.env.WARDMOTE_DATABASE) words.push('--database', process.env.WARDMOTE_DATABASE);
  const child = spawn(program(), words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const address = await new Promise((ready, failed) => {
    const tooLong = setTimeout(() => failed(new Error(`Not ready after 90 seconds:\n${said}`)), 90_000);
    const hear = (bytes) => {
      said += bytes;
      const found = said.match(/^Ready: (http:\/\/\S+)$/m);
      if (found) {
        clearTimeout(tooLong);
        ready(found[1]);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => failed(new Error(`The program ended with ${code}:\n${said}`)));
    child.on('error', failed);
  });
  const personas = JSON.parse(await readFile(join(data, 'personas.json'), 'utf8'));
  const browser = await chromium.launch({
    executablePath: browserProgram(),
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
  return new Borough(data, child, address, personas, browser);
}

/** A served borough with a browser in front of it. */
export class Borough {
  constructor(data, child, address, personas, browser) {
    Object.assign(this, { data, child, address, personas, browser, complaints: [], sessions: new Map() });
  }

  /** A visitor: a browser context with nothing in it. */
  async visitor({ width = 1280, height = 900, script = true } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address, viewport: { width, height }, javaScriptEnabled: script, locale: 'en-GB', reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    context.on('console', (message) => {
      // A refusal is a page of its own; that the browser notes its status is no fault.
      const status = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !status) this.complaints.push(`console, ${message.page()?.url()}: ${message.text()}`);
    });
    context.on('weberror', (fault) => this.complaints.push(`script, ${fault.page()?.url()}: ${fault.error()}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== this.address) this.complaints.push(`another host: ${request.url()}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 500) this.complaints.push(`${response.status()}: ${response.url()}`);
    });
    return context;
  }

  /** A context in which the persona of that role is signed in, once for each role. */
  async signedIn(role, look = {}) {
    const context = await this.visitor(look);
    if (!this.sessions.has(role)) {
      const page = await context.newPage();
      await page.goto(this.persona(role).sign_in);
      this.sessions.set(role, await context.cookies());
      await page.close();
    } else {
      await context.addCookies(this.sessions.get(role));
    }
    return context;
  }

  /** A page of a visitor. */
  async page(look) {
    return (await this.visitor(look)).newPage();
  }

  /** A page on which the persona of that role is signed in. */
  async as(role, look) {
    return (await this.signedIn(role, look)).newPage();
  }

  /** The persona of that role. */
  persona(role) {
    const found = this.personas.find((persona) => persona.role === role);
    if (!found) throw new Error(`The demonstration has no ${role}`);
    return found;
  }

  /** The address of the ward's next meeting in the working area. */
  async nextMeeting(page, ward = 'Fairmead') {
    await page.goto('/desk/meetings');
    const link = page.getByRole('table', { name: 'Meetings to come' }).getByRole('link', { name: new RegExp(`^${ward}`) }).first();
    return new URL(await link.getAttribute('href'), this.address).pathname;
  }

  /** Ends everything that was started. */
  async stop() {
    await this.browser.close();
    const ended = new Promise((done) => this.child.on('exit', done));
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      const stubborn = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(stubborn);
    }
    await rm(this.data, { recursive: true, force: true });
  }
}

/** The main text of a page, with its white space made single. */
export async function words(page, selector = 'main') {
  return (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();
}
