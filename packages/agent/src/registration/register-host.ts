// `-register`: this host becomes a hybrid node. The files are the stock agent's: whichever agent starts next finds them.
import { AwsError } from '../api/aws-error.ts'
import { createSsmApi } from '../api/ssm-api.ts'
import { loadAgentConfig } from '../config/agent-config.ts'
import { resolveEndpoints } from '../config/endpoints.ts'
import { Fingerprint } from '../identity/fingerprint.ts'
import { readHardware } from '../identity/hardware.ts'
import { createKeyPair, type KeyPair } from '../identity/key-pair.ts'
import { Vault } from '../identity/vault.ts'
import type { Peers } from '../peers.ts'
import { writePrivateFile } from '../runtime/files.ts'
import { hostPaths } from '../runtime/host-paths.ts'

export type RegisterOptions = {
  code: string
  id: string
  region: string
  ignoreHardware: boolean
  /** Folder that stands for `/`. */
  root: string
  peers: Peers
  createKeyPair?: () => Promise<KeyPair>
}

/** What AWS's model asks of an activation; the stock agent checks it before it asks SSM. */
const SHORTEST_CODE = 20
const SHORTEST_ID = 36

const RETRIES = 4
const RETRY_MS = 250

/**
 * Registers, and answers the node id. Throws what is wrong with the arguments, with this host's files, or what SSM
 * answered; an earlier registration is kept then.
 */
export async function registerHost(options: RegisterOptions, signal: AbortSignal): Promise<string> {
  const { code, id, region, root, peers } = options
  if (code.length < SHORTEST_CODE) throw new Error(`-code is shorter than ${SHORTEST_CODE} characters`)
  if (id.length < SHORTEST_ID) throw new Error(`-id is shorter than ${SHORTEST_ID} characters`)
  const paths = hostPaths(root)
  const config = await loadAgentConfig(paths.config)
  const vault = new Vault(paths.vault, 'OnPrem')
  const keys = await (options.createKeyPair ?? createKeyPair)()
  const fingerprint = await freshFingerprint(vault, options, signal)
  const ssm = createSsmApi(resolveEndpoints(config, region).ssm, region, config.timing, peers)
  const registration = { code, id, fingerprint, publicKey: keys.publicKey }
  const nodeId = await persistently(() => ssm.registerHybrid(registration, signal), peers, signal)
  await vault.save({ instanceId: nodeId, region, keys }, peers.clock.now())
  await writePrivateFile(paths.registration, JSON.stringify({ ManagedInstanceID: nodeId, Region: region }))
  return nodeId
}

/** The fingerprint to register. Saving it shows that the vault can be written, before SSM counts a registration. */
async function freshFingerprint(
  vault: Vault,
  { root, peers, ignoreHardware }: RegisterOptions,
  signal: AbortSignal,
): Promise<string> {
  const fingerprint = new Fingerprint({ ...peers, vault, readHardware: () => readHardware(root) })
  try {
    const text = await fingerprint.get(signal)
    await (ignoreHardware ? fingerprint.setThreshold(-1) : fingerprint.checkWritable())
    return text
  } catch (error) {
    signal.throwIfAborted()
    throw new Error(`the registration cannot be saved: ${(error as Error).message}. Run as root.`, { cause: error })
  }
}

/** SSM may be busy with the same activation. Whatever else it refuses, it would refuse again. */
async function persistently<Value>(
  attempt: () => Promise<Value>,
  { clock, random }: Peers,
  signal: AbortSignal,
): Promise<Value> {
  for (let retry = 0; ; retry++) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AwsError) || error.code !== 'TooManyUpdates' || retry === RETRIES) throw error
    }
    await clock.sleep(RETRY_MS * 2 ** retry * (0.8 + random() * 0.4), 'registration', signal)
  }
}
