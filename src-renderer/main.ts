/** Entry of the page: names the elements and nothing else. esbuild bundles from here. */
import { LatchkeyApp } from './app.ts';
import { CopyButton } from './copy-button.ts';
import { LatchkeyDialog } from './modal.ts';
import { ProfileForm } from './profile-form.ts';
import { RolePicker } from './role-picker.ts';
import { RowMenu } from './row-menu.ts';

customElements.define('latchkey-copy', CopyButton);
customElements.define('latchkey-dialog', LatchkeyDialog);
customElements.define('latchkey-menu', RowMenu);
customElements.define('latchkey-form', ProfileForm);
customElements.define('latchkey-roles', RolePicker);
customElements.define('latchkey-app', LatchkeyApp);
