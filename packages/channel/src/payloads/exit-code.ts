/** Payload of type 12, ASCII. The stock plugin prints it to its user. */
export function writeExitCode(code: number): Uint8Array {
  return new TextEncoder().encode(`EXIT_CODE: ${code}`)
}

/** Undefined for a payload that says something else. */
export function readExitCode(payload: Uint8Array): number | undefined {
  const found = /^EXIT_CODE: (-?\d{1,10})\s*$/.exec(new TextDecoder('latin1').decode(payload.subarray(0, longestBytes)))
  return found ? Number(found[1]) : undefined
}

const longestBytes = 64
