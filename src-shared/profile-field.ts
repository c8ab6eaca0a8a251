/**
 * How a provider describes the configuration of its profiles. The window's form and the options of `latchkey profile add`
 * are drawn from it, so that each field is described once. Types only.
 */

export interface ProfileField {
  /** The name of the setting or secret in the API. Each language has its label and help, under the kind and this name. */
  readonly name: string;
  /** Absent: a line of text. Lists are typed with spaces in between. */
  readonly as?: 'url' | 'list' | 'secret' | 'switch' | 'choice';
  readonly choices?: readonly string[];
  readonly required?: true;
  /** Its place in the window's form; absent: none. */
  readonly place?: 'first' | 'more';
  /** How the window checks the input, beyond whether it is required. */
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

/** The command-line option that sets it. */
export interface FieldOption {
  /** Without the leading dashes. */
  readonly name: string;
  /** The value's placeholder in the help; absent: the option takes none. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeat?: true;
  /** Its heading in the help; absent: the first one. */
  readonly under?: string;
  readonly help: string;
}

export interface ProfileFields {
  readonly kind: string;
  /** The kind that it extends: a field without words of its own has those of that kind. */
  readonly like?: string;
  /** For the help of `--provider`. */
  readonly meaning: string;
  /** The address comes first: without it there is nowhere to sign in. */
  readonly fields: readonly [ProfileField, ...ProfileField[]];
  /** The settings alone say where it is: a check validates their form and asks no server. */
  readonly asksNobody?: true;
  /** The field that an error code is about; other codes concern the whole form. */
  readonly errors: Readonly<Record<string, string>>;
}
