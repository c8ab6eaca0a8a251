/** Names the elements of the page and nothing else. Loaded once the language is chosen: what its modules say is in it. */
import { LatchkeyApp } from './app.ts';
import { AskDialog } from './ask-dialog.ts';
import { CopyButton } from './copy-button.ts';
import { DetailView } from './detail-view.ts';
import { LockDialog } from './lock-dialog.ts';
import { LatchkeyDialog } from './modal.ts';
import { CommandPalette } from './palette.ts';
import { ProfileForm } from './profile-form.ts';
import { ProgramsDialog } from './programs-dialog.ts';
import { RolePicker } from './role-picker.ts';
import { RowMenu } from './row-menu.ts';
import { UnlockForm } from './unlock-form.ts';

customElements.define('latchkey-copy', CopyButton);
customElements.define('latchkey-dialog', LatchkeyDialog);
customElements.define('latchkey-menu', RowMenu);
customElements.define('latchkey-form', ProfileForm);
customElements.define('latchkey-roles', RolePicker);
customElements.define('latchkey-ask', AskDialog);
customElements.define('latchkey-lock', LockDialog);
customElements.define('latchkey-unlock', UnlockForm);
customElements.define('latchkey-programs', ProgramsDialog);
customElements.define('latchkey-detail', DetailView);
customElements.define('latchkey-palette', CommandPalette);
customElements.define('latchkey-app', LatchkeyApp);
