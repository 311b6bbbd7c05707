import type { AnswerHeaders } from './settings.ts';

/**
 * Milliseconds that an answer asks to wait (RFC 9110, 10.2.3); undefined where it does not say, or says none at all.
 * A date is held against the answer's own: clocks need not agree.
 */
export function retryAfter(headers: AnswerHeaders, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000 || undefined;
  const sentAt = Date.parse(headers.get('date') ?? '');
  const delay = Date.parse(text) - (Number.isNaN(sentAt) ? now : sentAt);
  return delay > 0 ? delay : undefined;
}
