/** The buttons below the profile form. A new profile is signed in to at once, unless the person only wants to add it. */
import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../../src-languages/window.ts';

interface Buttons {
  readonly isNew: boolean;
  readonly isSaving: boolean;
  readonly cancel: () => void;
  /** The main button submits the form; this is the alternative. */
  readonly addOnly: () => void;
}

export function formButtons({ isNew, isSaving, cancel, addOnly }: Buttons): TemplateResult {
  const { form, firstRun, action } = strings;
  const usual = isNew ? firstRun.addAndSignIn : form.submitEdit;
  return html`<div class="buttons">
    <button type="button" class="button" @click=${cancel}>${action.cancel}</button>
    ${
      isNew
        ? html`<button type="button" class="button" ?disabled=${isSaving} @click=${addOnly}>
            ${firstRun.addOnly}
          </button>`
        : nothing
    }
    <button type="submit" class="button primary" ?disabled=${isSaving}>${isSaving ? form.saving : usual}</button>
  </div>`;
}
