/**
 * How a provider describes what a profile of it is configured with. The window's form and the options of
 * `latchkey profile add` are drawn from it, so that each field is described once. Types only.
 */

export interface ProfileField {
  /** Of the setting or secret at the API. Its label and help are in each language, under the kind and this name. */
  readonly name: string;
  /** Absent: a line of text. A list is typed with spaces between. */
  readonly as?: 'url' | 'list' | 'secret' | 'switch' | 'choice';
  readonly choices?: readonly string[];
  readonly required?: true;
  /** Where the window's form has it; absent: nowhere. */
  readonly place?: 'first' | 'more';
  /** How the window checks what is typed, beyond what is required. */
  readonly check?:
    | 'issuer'
    | 'start-url'
    | 'region'
    | 'needed-region'
    | 'admin-url'
    | 'scopes'
    | 'redirect'
    | 'client-id';
  readonly option: FieldOption;
}

/** The option of the command line that sets it. */
export interface FieldOption {
  /** Without the leading dashes. */
  readonly name: string;
  /** Placeholder of its value in the help; absent: the option takes none. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeat?: true;
  /** The heading in the help that it is under; absent: the first one. */
  readonly under?: string;
  readonly help: string;
}

export interface ProfileFields {
  readonly kind: string;
  /** In the help of `--provider`. */
  readonly meaning: string;
  /** The address comes first: without it there is nothing to sign in to. */
  readonly fields: readonly [ProfileField, ...ProfileField[]];
  /** The settings alone say where it is: a check looks at their form and asks no server. */
  readonly asksNobody?: true;
  /** The field that an error code is about; a code that is not here concerns the whole. */
  readonly errors: Readonly<Record<string, string>>;
}
