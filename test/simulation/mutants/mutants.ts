/** Deliberate faults in the engine that the simulation must catch; each replaces one piece of source. */

export interface Mutant {
  readonly name: string;
  /** In src-main/core. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are pieces of source
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'drop-single-flight',
    file: 'renewal/renewal.ts',
    find: 'this.#running ??= this.#once(wish)',
    replace: 'this.#running = this.#once(wish)',
  },
  {
    name: 'publish-before-write',
    file: 'state/held-token.ts',
    find: '    this.#waiting = token;',
    replace: '    this.#waiting = token;\n    this.#published = token;',
  },
  {
    name: 'ignore-slow-down',
    file: 'sign-in/device-sign-in.ts',
    find: 'intervalS += SLOW_DOWN_S;',
    replace: '',
  },
  {
    name: 'poll-after-expiry',
    file: 'sign-in/device-sign-in.ts',
    find: 'if (isOver())',
    replace: 'if (Number.isNaN(intervalS))',
  },
  {
    name: 'poll-after-denial',
    file: 'sign-in/device-sign-in.ts',
    find: "if (error.code !== 'provider_unreachable' && error.code !== 'provider_error') throw error;",
    replace: "if (error.code === 'sign_in_cancelled') throw error;",
  },
  {
    name: 'forget-absent-refresh-token',
    file: 'state/adopt.ts',
    find: 'const given = present({ refreshToken, refreshExpiresAtMs });',
    replace: 'const given = { refreshToken: refreshToken as never, ...present({ refreshExpiresAtMs }) };',
  },
  {
    name: 'server-error-is-terminal',
    file: 'renewal/refresh.ts',
    find: 'if (isTransient(error))',
    replace:
      "if (error.code === 'provider_error') { await endGrant(state, grant.id, error); return signInNeeded(state); } if (isTransient(error))",
  },
  {
    name: 'lost-answer-is-terminal',
    file: 'renewal/refresh.ts',
    find: 'if (isTransient(error))',
    replace:
      "if (error.code === 'refresh_uncertain') { await endGrant(state, grant.id, error); return signInNeeded(state); } if (isTransient(error))",
  },
  {
    name: 'full-disk-is-terminal',
    file: 'renewal/refresh.ts',
    find: 'await state.store.ensureWritable();',
    replace:
      'await state.store.ensureWritable().catch(async (error) => { await endGrant(state, grant.id, error); throw error; });',
  },
  {
    name: 'retry-after-invalid-grant',
    file: 'renewal/refresh.ts',
    find: 'if (isTransient(error))',
    replace: 'if (error)',
  },
  {
    name: 'spend-before-looking',
    file: 'renewal/refresh.ts',
    find: 'await state.store.ensureWritable();',
    replace: '',
  },
  {
    name: 'forget-what-was-not-written',
    file: 'state/record-store.ts',
    find: '      this.#record = next;\n      await this.#write();',
    replace:
      '      const former = this.#record;\n      this.#record = next;\n      await this.#write().catch((error) => { this.#record = former; this.#dirty = false; throw error; });',
  },
  {
    name: 'never-write-again',
    file: 'state/record-store.ts',
    find: '      if (this.#dirty) await this.#write();',
    replace: '      this.#dirty = false;',
  },
  {
    name: 'ignore-min-ttl',
    file: 'state/access-token.ts',
    find: 'return leftMs > 0 && leftMs >= minTtlMs;',
    replace: 'return leftMs > 0;',
  },
  {
    name: 'refresh-too-late',
    file: 'state/access-token.ts',
    find: 'Math.max(lifetimeMs - leadMs, SHORTEST_PAUSE_MS)',
    replace: 'Math.max(lifetimeMs - 0 * leadMs, SHORTEST_PAUSE_MS)',
  },
  {
    name: 'a-minute-too-long',
    file: 'time/elapsed.ts',
    find: 'return clock.monotonicMs() - since.monotonicMs;',
    replace: 'return clock.monotonicMs() - since.monotonicMs - 60_000;',
  },
  {
    name: 'time-stands-still-in-sleep',
    file: 'time/steady-clock.ts',
    find: 'return monotonicMs - startMs + unsureMs;',
    replace: 'return monotonicMs - startMs;',
  },
  {
    name: 'ended-without-asking',
    file: 'renewal/renewal.ts',
    find: '        await proveLife(state);\n',
    replace:
      '        state.held.prove(state.held.published as never, { wallMs: 0, monotonicMs: 0, unsureMs: 0 }, 0);\n',
  },
  {
    name: 'believe-the-wall-clock',
    file: 'time/steady-clock.ts',
    find: 'if (aheadMs > SLEEP_MS) unsureMs += aheadMs;',
    replace: 'unsureMs += aheadMs;',
  },
  {
    name: 'open-browser-on-refresh',
    file: 'renewal/refresh.ts',
    find: '  const exchange = state.exchange(server);\n',
    replace: '  const exchange = state.exchange(server);\n  void state.openInBrowser(`${server.issuer}/authorize`);\n',
  },
  {
    name: 'open-browser-unasked',
    file: 'agent/desk-agent.ts',
    find: 'if (options.openBrowser) await',
    replace: 'await',
  },
  {
    name: 'a-tab-for-each-caller',
    file: 'sign-in/sign-in.ts',
    find: 'if (this.#opened || !this.inProgress) return;',
    replace: 'if (!this.inProgress) return;',
  },
  {
    name: 'second-sign-in',
    file: 'session/session.ts',
    find: '    if (this.#signIn?.inProgress) return this.#signIn;\n',
    replace: '',
  },
  {
    name: 'take-any-state',
    file: 'sign-in/browser-sign-in.ts',
    find: ' || states[0] !== this.#request?.state',
    replace: '',
  },
  {
    name: 'leave-loopback-open',
    file: 'sign-in/browser-sign-in.ts',
    find: 'await listener.close();',
    replace: '',
  },
  {
    name: 'register-each-time',
    file: 'sign-in/client-registration.ts',
    find: '    if (!kept) return this.#register',
    replace: '    if (!kept || flow) return this.#register',
  },
  {
    name: 'wait-for-the-provider',
    file: 'renewal/token-request.ts',
    find: '  const ready = answer(state, minTtlMs);',
    replace: '  await renewal.settled();\n  const ready = answer(state, minTtlMs);',
  },
  {
    name: 'no-deadline',
    file: 'provider/provider-context.ts',
    find: 'const REQUEST_DEADLINE_MS = 15_000;',
    replace: 'const REQUEST_DEADLINE_MS = 7 * 86_400_000;',
  },
  {
    name: 'secret-in-error',
    file: 'renewal/refresh.ts',
    find: 'did not answer a refresh of ${state.name}.',
    replace: 'did not answer a refresh of ${state.name} with ${asking.refreshToken.reveal()}.',
  },
  {
    name: 'secret-in-log',
    file: 'sign-in/client-registration.ts',
    find: "log.info('client_registered', { profile: name, flow });",
    replace: "log.info('client_registered', { profile: name, flow, secret: client.clientSecret?.reveal() });",
  },
  {
    name: 'serve-after-sign-out',
    file: 'session/session.ts',
    find: '    state.held.drop();\n    this.#dropSignIn();',
    replace: '    this.#dropSignIn();',
  },
  {
    name: 'keep-secrets-of-removed',
    file: 'agent/roster.ts',
    find: '    await session.state.store.remove();\n',
    replace: '',
  },
  {
    name: 'old-answer-replaces-new',
    file: 'state/adopt.ts',
    find: '    if (record.grant?.id !== grant.id) return record;\n',
    replace: '',
  },
  {
    name: 'throw-away-what-was-given',
    file: 'renewal/refresh.ts',
    find: 'const given = await keepGiven(state, grant, answer);',
    replace: 'await answer.tokens();\n    const given = await keepGiven(state, grant, answer);',
  },
  {
    name: 'unusable-is-terminal',
    file: 'renewal/refresh.ts',
    find: "if (error.code !== 'sign_in_needed' || error.grantStays)",
    replace: "if (error.code === 'client_rejected')",
  },
  {
    name: 'wanting-the-person-is-terminal',
    file: 'renewal/refresh.ts',
    find: "if (error.code !== 'sign_in_needed' || error.grantStays)",
    replace: "if (error.code !== 'sign_in_needed')",
  },
  {
    name: 'poll-on-with-a-spent-code',
    file: 'sign-in/device-sign-in.ts',
    find: "    if (answer.kind === 'unusable') throw answer.error;\n",
    replace: '',
  },
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

export function findMutant(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (found) return found;
  throw new Error(`There is no mutant ${name}; there are: ${MUTANTS.map((mutant) => mutant.name).join(', ')}.`);
}
