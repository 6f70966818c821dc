import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** A file of the project, by its path from the root. */
export const locate = (path: string): URL => new URL(path, root);

export const readText = (path: string): string => readFileSync(locate(path), 'utf8');

const markdownIn = (folder: string): string[] =>
  readdirSync(locate(folder))
    .filter(name => name.endsWith('.md'))
    .map(name => folder.replace('./', '') + name);

export const pages: readonly string[] = [
  ...markdownIn('./'),
  ...markdownIn('docs/'),
  ...markdownIn('docs/decisions/'),
];

/** The fenced blocks of one language, in order. */
export const blocks = (path: string, language: string): string[] =>
  [...readText(path).matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, fenced]) => fenced === language)
    .map(([, , text = '']) => text);

/** The cells of every table row whose first cell is code alone, by that code. */
export function rowsByCode(path: string): Map<string, string[]> {
  const rows = [...readText(path).matchAll(/^\| `(\w+)` \|(.*)\|$/gm)];
  return new Map(rows.map(([, code = '', rest = '']) => [code, rest.split('|').map(cell => cell.trim())]));
}

/** What stands between backticks, outside of fenced blocks. */
export const codeSpans = (text: string): string[] =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** A page from one heading to the next of any level. */
export const section = (path: string, heading: string): string =>
  readText(path).split(`## ${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';

/** The anchors that a page's headings make. */
export const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Where the links of a page lead within the project, as paths from the page's own folder. */
export const links = (path: string): string[] =>
  [...readText(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target));
