// What a host gets to run: which agent, and the configuration that points it at the plane. The file has the stock
// agent's keys, so the stock agent reads it as well; `Logs` is the built-in agent's alone.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The main process of a host and what it needs of this machine, read-only. */
export interface AgentProgram {
  readonly command: readonly string[]
  readonly readOnlyPaths: readonly string[]
  /** True for programs that write where a host's own file system has to be: never run them beside the plane. */
  readonly needsIsolation?: boolean
}

export const agentConfigFile = '/etc/amazon/ssm/amazon-ssm-agent.json'
export const agentCaFile = '/etc/hostler/ca.crt'

/** The built-in agent: beside this file in a bundle, from its sources in the repository. */
export function builtInAgent(): AgentProgram {
  const bundled = fileURLToPath(new URL('./agent.mjs', import.meta.url))
  const terminals = fileURLToPath(new URL(`./pty-${process.platform}-${process.arch}.node`, import.meta.url))
  if (existsSync(bundled))
    return program(
      bundled,
      [bundled, terminals].filter(path => existsSync(path)),
    )
  const packages = fileURLToPath(new URL('../../../', import.meta.url))
  const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
  return program(`${packages}agent/src/main.ts`, [packages, modules])
}

function program(entry: string, readOnlyPaths: readonly string[]): AgentProgram {
  return { command: [process.execPath, entry], readOnlyPaths: [process.execPath, ...readOnlyPaths] }
}

/**
 * The stock agent from a folder with its binaries. It starts its workers from /usr/bin, the one place where it does
 * not ask who owns them, so the host links them there; the folder itself is seen read-only.
 */
export function stockAgent(folder: string): AgentProgram {
  const outside = resolve(folder)
  const script = 'ln -sf "$1"/* /usr/bin/ && exec /usr/bin/amazon-ssm-agent'
  return { command: ['/bin/sh', '-euc', script, 'sh', outside], readOnlyPaths: [outside], needsIsolation: true }
}

/**
 * Text of `amazon-ssm-agent.json`. The message gateway's endpoint needs its scheme: without one the stock agent
 * silently turns to AWS.
 *
 * @param extra further sections, e.g. `Hostler` timing for impatient tests
 */
export function agentConfiguration(
  plane: { readonly address: string; readonly port: number; readonly tlsPort: number },
  extra: Readonly<Record<string, unknown>> = {},
): string {
  const http = `http://${plane.address}:${plane.port}`
  const https = `https://${plane.address}:${plane.tlsPort}`
  return JSON.stringify({
    Ssm: { Endpoint: http },
    Mds: { Endpoint: http },
    Mgs: { Endpoint: https },
    // What sessions show does not travel in clear.
    S3: { Endpoint: https },
    Kms: { Endpoint: http },
    Logs: { Endpoint: https },
    ...extra,
  })
}
