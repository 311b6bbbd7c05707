import { driverError } from '../errors.ts';
import { unquote } from './quote.ts';
import { originalPosition, type StatementText } from './statement.ts';
import { type Token, tokenize } from './token.ts';

/** A call of a procedure, as it was written. */
export interface ProcedureCall {
  /** The name, and what qualifies it, outermost first. */
  readonly name: readonly string[];
  readonly inputs: readonly CallInput[];
  /** Whether it can be nothing but a call: not so for `SELECT * FROM name(…)`, which may be a function of the engine. */
  readonly certain: boolean;
  /** 1-based, in characters of the original text. */
  readonly position: number;
}

/** One input of a call. */
export interface CallInput {
  /** Undefined for one that is given by its place. */
  readonly name: string | undefined;
  readonly value:
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'parameter'; readonly number: number };
}

/**
 * Reads `EXEC name @p = 'v', …`, `EXECUTE name p = 'v'`, `CALL name(p => 'v')` and `SELECT * FROM name(p => 'v')`;
 * undefined for other statements. Throws `syntax_error` for a call that cannot be read.
 */
export function readCall(text: StatementText): ProcedureCall | undefined {
  const reader = new CallReader(text);
  if (text.kind === 'call') return reader.call();
  return text.kind === 'select' ? reader.select() : undefined;
}

class CallReader {
  readonly #text: StatementText;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: StatementText) {
    this.#text = text;
    this.#tokens = tokenize(text.sql);
  }

  call(): ProcedureCall {
    const isCall = this.#next()?.text.toLowerCase() === 'call';
    const position = this.#position();
    const name = this.#name();
    if (name === undefined) throw this.#error('A call needs the name of a procedure');
    const bracketed = this.#take('(');
    if (isCall && !bracketed) throw this.#error('Brackets are missing after the name of the procedure');
    const inputs = this.#inputs(bracketed);
    if (this.#peek()) throw this.#error('The call goes on after its end');
    return { name, inputs, certain: true, position };
  }

  /** A select that has exactly the form of a call; anything more is for the engine. */
  select(): ProcedureCall | undefined {
    const [select, star, from] = [this.#next(), this.#next(), this.#next()];
    if (
      select?.text.toLowerCase() !== 'select' ||
      star?.text !== '*' ||
      from?.text.toLowerCase() !== 'from'
    ) {
      return undefined;
    }
    const position = this.#position();
    const name = this.#name();
    if (name === undefined || !this.#take('(')) return undefined;
    try {
      const inputs = this.#inputs(true);
      return this.#peek() ? undefined : { name, inputs, certain: false, position };
    } catch {
      // Functions of the engine take more than procedures do.
      return undefined;
    }
  }

  #inputs(bracketed: boolean): readonly CallInput[] {
    const inputs: CallInput[] = [];
    const ended = () => (bracketed ? this.#take(')') : this.#peek() === undefined);
    if (ended()) return inputs;
    do inputs.push(this.#input());
    while (this.#take(','));
    if (!ended())
      throw this.#error(bracketed ? 'A closing bracket or a comma is missing' : 'A comma is missing');
    return inputs;
  }

  #input(): CallInput {
    const before = this.#at;
    const marked = this.#take('@');
    const name = this.#identifier();
    if (name !== undefined && this.#assigns()) return { name, value: this.#value() };
    if (marked) throw this.#error('A value is missing after the name of an input');
    this.#at = before;
    return { name: undefined, value: this.#value() };
  }

  /** `=`, `=>` or `:=`. */
  #assigns(): boolean {
    if (this.#take(':')) return this.#take('=');
    if (!this.#take('=')) return false;
    this.#take('>');
    return true;
  }

  #value(): CallInput['value'] {
    const negative = this.#take('-');
    const token = this.#next();
    const literal = (value: string | number | boolean | null) => ({ kind: 'literal', value }) as const;
    switch (token?.kind) {
      case 'number':
        return literal(Number(`${negative ? '-' : ''}${token.text.replaceAll('_', '')}`));
      case 'string':
        if (!negative && token.text.startsWith("'")) return literal(unquote(token.text));
        break;
      case 'parameter':
        if (!negative) return { kind: 'parameter', number: Number(token.text.slice(1)) };
        break;
      case 'word': {
        const word = token.text.toLowerCase();
        if (!negative && word === 'null') return literal(null);
        if (!negative && (word === 'true' || word === 'false')) return literal(word === 'true');
        break;
      }
      default:
    }
    this.#at = Math.max(0, this.#at - 1);
    throw this.#error('An input needs a literal or a parameter as its value');
  }

  #name(): readonly string[] | undefined {
    const parts: string[] = [];
    do {
      const part = this.#identifier();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take('.'));
    return parts;
  }

  #identifier(): string | undefined {
    const token = this.#peek();
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
    this.#at++;
    return unquote(token.text);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #take(symbol: string): boolean {
    const taken = this.#peek()?.text === symbol && this.#peek()?.kind === 'symbol';
    if (taken) this.#at++;
    return taken;
  }

  #position(): number {
    return originalPosition(this.#text, this.#peek()?.start ?? this.#text.sql.length);
  }

  #error(message: string) {
    return driverError('syntax_error', `${message}.`, {
      position: this.#position(),
      hint: "Write EXEC name @input = 'value', or CALL name(input => 'value').",
    });
  }
}
