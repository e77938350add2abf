// Deletes what a terminated machine leaves behind.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Removes a stopped machine's state folder. Folders that the host closed to everybody are no obstacle. */
export async function removeMachineState(stateDir: string): Promise<void> {
  try {
    await rm(stateDir, { recursive: true, force: true })
  } catch {
    // Follows no links below the folder.
    await promisify(execFile)('chmod', ['-R', 'u+rwX', stateDir])
    await rm(stateDir, { recursive: true, force: true })
  }
}
