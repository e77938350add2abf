const TYPE_OFFSET = 4
const TYPE_END = 36

/** The type a control channel frame names (32 characters padded with spaces); empty when the frame is too short. */
export function messageTypeOf(frame: Buffer): string {
  return frame.toString('latin1', TYPE_OFFSET, TYPE_END).replace(/[^\w.-]/g, '')
}
