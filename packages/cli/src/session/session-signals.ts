// Signals that reach the program while sessions are open.

const endingSignals = ['SIGHUP', 'SIGTERM', 'SIGINT'] as const
export type EndingSignal = (typeof endingSignals)[number]

/** Calls `end` when somebody ends the program; the second signal of a kind does what it does by itself. */
export function onEndingSignal(end: () => void): void {
  for (const signal of endingSignals) process.once(signal, end)
}

export interface SignalHandlers {
  /** The client has to go: its terminal was closed, or somebody ends it. */
  end(signal: EndingSignal): void
  /** Ctrl-C and Ctrl-\ where the terminal makes signals of them: for the command on the host. */
  key(byte: number): void
}

/** Takes signals until the function that it returns is called. */
export function takeSignals({ end, key }: SignalHandlers): () => void {
  let isInterrupted = false
  const taken = {
    SIGHUP: () => end('SIGHUP'),
    SIGTERM: () => end('SIGTERM'),
    SIGINT() {
      // The first goes to the command. A user who presses again wants out, whatever the command makes of it.
      if (isInterrupted) end('SIGINT')
      else key(0x03)
      isInterrupted = true
    },
    SIGQUIT: () => key(0x1c),
  }
  for (const [signal, take] of Object.entries(taken)) process.on(signal, take)
  return () => {
    for (const [signal, take] of Object.entries(taken)) process.off(signal, take)
  }
}
