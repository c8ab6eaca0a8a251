/**
 * The parts of AbortController that the engine uses, without the events and DOMException of Node's own, which cost a
 * third of a simulated year. Installed by the worker before the engine runs; the engine's other tests use the real one.
 */

type Listener = () => void;

class LightSignal {
  aborted = false;
  reason: unknown;
  readonly #listeners = new Set<Listener>();

  addEventListener(_type: 'abort', listener: Listener): void {
    if (!this.aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  fire(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  static any(signals: Iterable<LightSignal>): LightSignal {
    const any = new LightSignal();
    for (const signal of signals) {
      if (signal.aborted) any.fire(signal.reason);
      else signal.addEventListener('abort', () => any.fire(signal.reason));
    }
    return any;
  }
}

class LightController {
  readonly signal = new LightSignal();

  abort(reason: unknown = 'aborted'): void {
    this.signal.fire(reason);
  }
}

Object.assign(globalThis, { AbortController: LightController, AbortSignal: LightSignal });
