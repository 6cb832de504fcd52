import { type Account, copyOf, emptyAccount, enter } from './account.ts';
import { inOrder, type Step } from './step.ts';

/** What changes is nearly always among so many of the last steps: the second record of a request comes soon. */
const RECENT = 64;
/** A mark this far behind is set anew. */
const FAR = 512;

/**
 * The steps of a session in their order and the account of them, brought up to date at the cost of what has changed: a
 * session may have many thousand steps, and each is entered, then changed by its second record.
 */
export class RunningAccount {
  readonly steps: Step[];
  account: Account;
  /** The account before its first step: of what was deleted, or is not at hand. */
  #before: Account | null;
  /** The account of the first `count` steps. */
  #mark: { account: Account; count: number } | null = null;

  /**
   * @param steps in order
   * @param account of these steps
   */
  constructor(steps: Step[], account: Account, before: Account | null) {
    this.steps = steps;
    this.account = account;
    this.#before = before;
  }

  /**
   * Takes steps that are new or stand in place of earlier ones, and gives up those that are gone.
   * @param from nothing has changed that ended before, in its new form or its old one; epoch milliseconds
   * @param isGone whether a step is none of these any more
   * @param changed in their new form
   */
  update(from: number, isGone: (step: Step) => boolean, changed: readonly Step[]): void {
    const { steps } = this;
    const kept = firstFrom(steps, from);
    const atEnd = kept === steps.length;
    const tail = steps.splice(kept).filter((step) => !isGone(step));
    for (const step of [...tail, ...changed].sort(inOrder)) steps.push(step);
    if (atEnd && steps.length - (this.#mark?.count ?? 0) < FAR) {
      for (const step of changed) enter(this.account, step);
      return;
    }
    this.#replay(kept);
  }

  /** Gives up the first steps, so many: of them only their account is kept. @returns them */
  cut(count: number): Step[] {
    const mark = this.#mark;
    const near = mark !== null && mark.count <= count ? mark : { account: this.#before, count: 0 };
    const before = near.account === null ? emptyAccount() : copyOf(near.account);
    for (let at = near.count; at < count; at++) enter(before, this.steps[at] as Step);
    this.#before = before;
    this.#mark = mark !== null && mark.count >= count ? { ...mark, count: mark.count - count } : null;
    return this.steps.splice(0, count);
  }

  /** Takes steps back that go before the first one. @param before the account before them */
  uncut(steps: readonly Step[], before: Account | null): void {
    const all = [...steps, ...this.steps];
    this.steps.length = 0;
    for (const step of all) this.steps.push(step);
    this.#before = before;
    if (this.#mark !== null) this.#mark.count += steps.length;
  }

  /** Makes the account anew. @param kept the first steps are the same as before, so many */
  #replay(kept: number): void {
    const { steps } = this;
    let at = 0;
    if (this.#mark !== null && this.#mark.count <= kept) {
      at = this.#mark.count;
      this.account = copyOf(this.#mark.account);
    } else {
      this.#mark = null;
      this.account = this.#before === null ? emptyAccount() : copyOf(this.#before);
    }
    const mark = steps.length - RECENT;
    for (; at < steps.length; at++) {
      if (at === mark) this.#mark = { account: copyOf(this.account), count: at };
      enter(this.account, steps[at] as Step);
    }
  }
}

/** Where the first step stands that ended then or later. */
function firstFrom(steps: readonly Step[], ms: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.endMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
