import type { Comparison, SchemaChange } from './compare.ts';

/** The comparison in words: what breaks, and how not to. */
export function reportOf({ refused, announced, surprising, harmless }: Comparison): string {
  const breaking = refused.length + announced.length;
  const report = [
    ...section('Breaks clients, and the release notes do not say so', refused.flatMap(withAdvice)),
    ...section('Breaks clients, as the release notes say', announced.map(line)),
    ...section('Breaks no query, but may surprise a client', surprising.map(line)),
    `Since the last release: ${breaking} breaking, ${surprising.length} surprising, ${harmless} other changes.`,
  ];
  if (refused.length > 0)
    report.push(
      'A break that has to be: name it, as `Type.field`, under "### Breaking" of "## [Unreleased]" in CHANGELOG.md.',
    );
  return report.join('\n');
}

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${heading}:`, ...lines];

const line = ({ coordinate, message }: SchemaChange): string => `  ${coordinate}: ${message}`;

const withAdvice = (change: SchemaChange): string[] => [line(change), `    To avoid it: ${change.advice}`];
