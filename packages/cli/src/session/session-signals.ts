// Signals that reach the client while a session is open.

export type EndingSignal = 'SIGHUP' | 'SIGTERM' | 'SIGINT'

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
