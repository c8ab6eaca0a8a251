/** Says why the desktop could not start or had to end: on standard error as every program here does, and in a dialog. */
import { app, dialog } from 'electron';
import { told, words } from '../../src-languages/desktop.ts';
import { asLatchkeyError, ERRORS, type LatchkeyError } from '../core/errors.ts';

function complain(error: LatchkeyError): void {
  process.stderr.write(`latchkey: ${error.message}\n  hint: ${error.hint}\n`);
}

/** Ends the process with the exit code of the error, after the person has read it. */
export function giveUp(thrown: unknown): void {
  const error = asLatchkeyError(thrown);
  complain(error);
  const { sentence, hint, original } = told(error);
  // Nothing else runs by now, so it may wait here; after a dialog that does not, Electron on Linux sleeps on instead of ending.
  dialog.showMessageBoxSync({
    type: 'error',
    title: 'Latchkey',
    message: sentence,
    detail: original === undefined ? hint : `${hint}\n\n${original}`,
    buttons: [words.dialog.close],
  });
  app.exit(ERRORS[error.code].exit);
}

/** Electron would show the text of an unknown error, which may hold anything. What was durable stays so. */
export function watchForFaults(): void {
  process.on('uncaughtException', (thrown) => {
    complain(asLatchkeyError(thrown));
    app.exit(ERRORS.internal.exit);
  });
  process.on('unhandledRejection', (reason) => complain(asLatchkeyError(reason)));
}
