/** The Link header (RFC 8288, 3). */

// Both are lenient with what lies between: a link that is not understood must not hide the one after it.
const start = /[^<]*<([^>]*)>/y;
const parameter = /\s*;\s*(?:([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+)))?)?/y;

/** The target of the first link of a relation, from one header or several joined by commas. */
export function linkTarget(header: string | undefined, relation: string): string | undefined {
  if (header === undefined) return undefined;
  let at = 0;
  for (;;) {
    start.lastIndex = at;
    const link = start.exec(header);
    if (link === null) return undefined;
    at = start.lastIndex;
    let relations: readonly string[] | undefined;
    for (;;) {
      parameter.lastIndex = at;
      const found = parameter.exec(header);
      if (found === null) break;
      at = parameter.lastIndex;
      // Only the first `rel` counts (RFC 8288, 3.3).
      if (found[1]?.toLowerCase() === 'rel')
        relations ??= (found[2] ?? found[3] ?? '').toLowerCase().split(/\s+/);
    }
    if (relations?.includes(relation)) return link[1];
  }
}
