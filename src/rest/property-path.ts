/** Property paths of declarations: `profile.login`; a dot inside a name is written `\.`, a backslash `\\`. */

/** The steps of a path; none for the empty path. */
export function pathSteps(path: string): readonly string[] {
  if (path === '') return [];
  const steps: string[] = [];
  let step = '';
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (char === '\\' && at + 1 < path.length) step += path[++at];
    else if (char === '.') {
      steps.push(step);
      step = '';
    } else step += char;
  }
  steps.push(step);
  return steps;
}

/** The path that consists of one step of this name. */
export function pathStep(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll('.', '\\.');
}

/** The value at a path, undefined where a step is missing. Only own properties of objects are followed. */
export function valueAt(value: unknown, steps: readonly string[]): unknown {
  let current = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string, unknown>)[step];
  }
  return current;
}
