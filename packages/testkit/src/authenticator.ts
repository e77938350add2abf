// An authenticator program for tests: a device of the plane, and its codes at the time that the test's clock tells.
import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, type IAMClient } from '@aws-sdk/client-iam'
import { fromBase32 } from '@hostler/plane/domain/basics/base32'
import { codeOf, stepAt } from '@hostler/plane/domain/mfa-device/one-time-code'
import type { TestClock } from './test-clock.ts'

export interface Authenticator {
  readonly serialNumber: string
  /** In base32, as the plane told it. */
  readonly seed: string
  /** The code of now, or of so many steps of 30 seconds later. */
  code(steps?: number): string
}

/** Makes a device, not enabled for anybody yet. */
export async function makeAuthenticator(iam: IAMClient, name: string, clock: TestClock): Promise<Authenticator> {
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }))
  const { SerialNumber, Base32StringSeed } = VirtualMFADevice!
  const seed = Buffer.from(Base32StringSeed!).toString()
  const code = (steps = 0) => codeOf(fromBase32(seed)!, stepAt(clock.now()) + steps)
  return { serialNumber: SerialNumber!, seed, code }
}

/** Enables a device for a user, and waits until its codes of now are new again. */
export async function enableAuthenticator(
  iam: IAMClient,
  UserName: string,
  device: Authenticator,
  clock: TestClock,
): Promise<void> {
  const codes = { AuthenticationCode1: device.code(-1), AuthenticationCode2: device.code() }
  await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber: device.serialNumber, ...codes }))
  await clock.advance({ seconds: 30 })
}
