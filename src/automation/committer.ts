import type { Decision, DecisionContext, Outcome } from '../storage'

/**
 * Runs a decision as the system, with everything that reacts to its writes and the journal, in one transaction of a tenant.
 * `cause` stands in the journal.
 */
export type Committer = <T>(
  tenant: string,
  decide: (context: DecisionContext) => Decision<Outcome<T>>,
  options?: { readonly locks?: readonly string[]; readonly cause?: string },
) => Promise<T>
