/** A refusal in Hydra's form: an OAuth code or a sentence, and a description. */
export class HydraRefusal extends Error {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string };

  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.body = { error, error_description: description };
  }
}

/** Generic failures have a sentence where OAuth has a code. */
export const notFound = (description: string): HydraRefusal =>
  new HydraRefusal(404, 'The requested resource could not be found', description);

export const badClient = (description: string): HydraRefusal =>
  new HydraRefusal(400, 'invalid_client_metadata', description);
