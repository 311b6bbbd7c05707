import type { Principal } from '../oauth/tokens.ts';
import type { Org } from '../org/org.ts';
import type { Answer } from './answer.ts';
import type { SortedResults } from './sorted-results.ts';

/** What a handler knows of its request. */
export interface RequestContext {
  readonly org: Org;
  readonly sorted: SortedResults;
  readonly principal: Principal;
  /** Path as sent, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The `{id}` of the route, decoded. */
  readonly id: string;
  /** The `{child}` of the route, decoded; empty where it has none. */
  readonly child: string;
  /** Names after `okta-response=` in the Content-Type header. */
  readonly omissions: ReadonlySet<string>;
}

/** Answers one kind of request; refuses by throwing OktaError. */
export type Handler = (context: RequestContext) => Answer;
