import { readTable, type Table, type Tables, writeTable } from './tables.ts';

// A section of docs/sizing.md that the command writes stands between two comments of HTML.

const begin = (name: string): string => `<!-- figures: ${name} -->`;
const end = '<!-- end of figures -->';

const pattern = (name: string): RegExp => new RegExp(`${begin(name)}\n([^]*?)${end}`);

export function sectionIn(page: string, name: string): string {
  const [, section] = pattern(name).exec(page) ?? [];
  if (section === undefined) throw new Error(`The page has no section "${name}".`);
  return section.trim();
}

const tableIn = (page: string, name: string): Table => readTable(sectionIn(page, name));

const withSection = (page: string, name: string, content: string): string => {
  sectionIn(page, name);
  return page.replace(pattern(name), () => `${begin(name)}\n\n${content}\n\n${end}`);
};

export const withTables = (page: string, tables: Tables): string =>
  Object.entries(tables).reduce((text, [name, table]) => withSection(text, name, writeTable(table)), page);

/** All tables of the page. */
export const tablesIn = (page: string): Tables =>
  Object.fromEntries(
    [...page.matchAll(/<!-- figures: ([\w-]+) -->/g)].map(([, name = '']) => [name, tableIn(page, name)]),
  );
