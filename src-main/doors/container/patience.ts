/**
 * How long a caller of the container door is kept waiting. An answer that comes later is not kept here: when the caller
 * asks again, as SDKs do after a second, it passes the gate again, which knows what the person has said in the meantime,
 * and the engine has the credentials.
 */
import { LatchkeyError } from '../../core/errors.ts';

/** The SDK for JavaScript waits 1 s for each of its tries, botocore 2 s. */
const PATIENCE_MS = 800;

/** Rejects as `asked` does, or with `provider_unreachable` if it takes too long. */
export async function withPatience<T>(asked: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(notReady()), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function notReady(): LatchkeyError {
  return new LatchkeyError('provider_unreachable', 'The credentials are not ready yet.', {
    hint: 'Ask again in a moment.',
  });
}
