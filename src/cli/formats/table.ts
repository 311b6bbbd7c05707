import type { ResultColumn } from '../../index.ts';
import type { Style } from '../style.ts';
import { isNumeric } from './alignment.ts';
import { displayWidth, pad } from './display-width.ts';
import { plainText } from './plain-text.ts';
import type { RowFormat } from './row-format.ts';
import { visibleText } from './visible-text.ts';

/** Rows that are held back to find the widths of the columns. A later, wider value moves the rest of its line. */
const window = 200;

/** A column grows no wider than this for the sake of a few long values; those move the rest of their line. */
const widest = 80;

/** Text for one value; null for NULL. */
type Cell = string | null;

/** Columns under headings, numbers to the right; NULL is written as such; a line with the number of rows ends it. */
export function tableFormat(columns: readonly ResultColumn[], style: Style): RowFormat {
  const headings = columns.map(({ name }) => visibleText(name));
  const sides = columns.map(({ type }) => (isNumeric(type) ? 'left' : 'right'));
  let widths: readonly number[] | undefined;
  let held: Cell[][] = [];
  let count = 0;

  function line(cells: readonly Cell[], decorate: (text: string, cell: Cell) => string): string {
    const last = cells.length - 1;
    const padded = cells.map((cell, column) => {
      const side = sides[column]!;
      const text = cell ?? 'NULL';
      const unpadded = column === last && side === 'right';
      return decorate(unpadded ? text : pad(text, widths![column]!, side), cell);
    });
    return ` ${padded.join(' | ')}\n`;
  }

  function rowLine(cells: readonly Cell[]): string {
    return line(cells, (text, cell) => (cell === null ? style.dim(text) : text));
  }

  function release(): string {
    widths = headings.map((heading, column) =>
      held.reduce(
        (width, cells) => Math.max(width, Math.min(displayWidth(cells[column] ?? 'NULL'), widest)),
        displayWidth(heading),
      ),
    );
    const rule = `${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n`;
    const text = line(headings, (heading) => style.bold(heading)) + rule + held.map(rowLine).join('');
    held = [];
    return text;
  }

  return {
    row(values) {
      count++;
      const cells = values.map((value) => (value === null ? null : visibleText(plainText(value))));
      if (widths) return rowLine(cells);
      held.push(cells);
      return held.length === window ? release() : '';
    },
    end() {
      return `${widths ? '' : release()}(${count} ${count === 1 ? 'row' : 'rows'})\n`;
    },
  };
}
