// node pages.mjs CHROMIUM PAGE...: opens each page at desk and phone width, light and dark, and fails on what
// axe finds, on a line in the console, and where the page itself scrolls sideways.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const [executablePath, ...pages] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
const mistakes = [];

async function look(file, colorScheme, width) {
  const context = await browser.newContext({colorScheme, viewport: {width, height: 900}});
  const page = await context.newPage();
  const told = [];
  page.on('console', message => told.push(message.text()));
  page.on('pageerror', error => told.push(String(error)));
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.querySelectorAll('details').forEach(part => { part.open = true; }));
  await page.addScriptTag({content: axe});
  const {violations} = await page.evaluate(() => axe.run());
  for (const {id, nodes} of violations) told.push(`${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)) told.push('scrolls sideways');
  mistakes.push(...told.map(text => `${file}, ${colorScheme}, ${width} wide: ${text}`));
  await context.close();
}

for (const file of pages)
  for (const colorScheme of ['light', 'dark'])
    for (const width of [1280, 390]) await look(file, colorScheme, width);
await browser.close();
if (mistakes.length > 0) console.log(mistakes.join('\n'));
process.exit(mistakes.length > 0 ? 1 : 0);
