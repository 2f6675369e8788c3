// What the pages take from npm, copied to wwwroot/vendor with a manifest: fonts, and the icons as one sprite.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'wwwroot', 'vendor');
const modules = join(here, 'node_modules');

const fonts = [
  ['@fontsource-variable/inter', 'inter-latin-wght-normal.woff2', 'inter-latin.woff2'],
  ['@fontsource-variable/inter', 'inter-latin-ext-wght-normal.woff2', 'inter-latin-ext.woff2'],
  ['@fontsource-variable/jetbrains-mono', 'jetbrains-mono-latin-wght-normal.woff2', 'jetbrains-mono-latin.woff2'],
];

const icons = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').map(line => line.trim()).filter(Boolean);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = [];

function note(module, file) {
  const { name, version, license } = JSON.parse(readFileSync(join(modules, module, 'package.json'), 'utf8'));
  const sha384 = createHash('sha384').update(readFileSync(join(out, file))).digest('base64');
  manifest.push({ file, package: name, version, license, sha384 });
}

for (const [module, from, to] of fonts) {
  copyFileSync(join(modules, module, 'files', from), join(out, to));
  note(module, to);
}

const symbols = icons.map(name => {
  const svg = readFileSync(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8');
  const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.indexOf('</svg>')).replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
note('lucide-static', 'icons.svg');

for (const module of new Set(fonts.map(font => font[0]).concat('lucide-static'))) {
  const licence = `${module.replace(/^@/, '').replace('/', '-')}.LICENSE.txt`;
  copyFileSync(join(modules, module, 'LICENSE'), join(out, licence));
  note(module, licence);
}

writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
