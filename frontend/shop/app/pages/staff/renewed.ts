import type { Asked } from '../../core/api/asked';

/** How long an answer that everybody shares may be kept, in milliseconds, and a little more. */
const SHARED_FOR = 11_000;

/** Ask now, and once more when a kept answer has ended. */
export function renew(asked: Asked<unknown>): void {
  void asked.ask();
  setTimeout(() => void asked.ask(), SHARED_FOR);
}
