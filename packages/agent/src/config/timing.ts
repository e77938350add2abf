// Every duration of the agent, with the stock agent's values. All can be overridden by the config key
// `Hostler.Timing`, an object of the names below in seconds: made for end-to-end tests and impatient
// operators; a host in production should leave it alone.
//
//   { "Hostler": { "Timing": { "refreshFailure": 2, "deniedSleep": 3, "deniedJitter": 0, "healthPeriod": 5 } } }

export const stockTiming = {
  /** Between the three tries to find out which host this is. */
  identityPause: 0.5,
  /** First wait of the registrar; later ones double, each plus up to a fifth. */
  registerRetry: 15,
  /** Unit of an API call's retry delay: 2^k times 1 to 1.5 units. */
  apiRetry: 1,
  /** Unit of the refresher's failure ladder: 1, then about 2, 4, 8 and 12 units. */
  refreshFailure: 300,
  /** Unit of a hybrid node's failure ladder: 1, 2, 4, … units, up to the longest. */
  hybridRetry: 1,
  hybridLongest: 1800,
  /** After a refused request for a role token, plus up to `deniedJitter`. */
  deniedSleep: 1500,
  deniedJitter: 299,
  /** Instance profile credentials count as valid this long, whatever the metadata service says. */
  profileLifetime: 3600,
  /** The worker stops using shared credentials this long before they expire, when there is that much left. */
  earlyExpiry: 600,
  /** The worker reads instance profile credentials again after this long. */
  profileCache: 1800,
  /** The refresher never asks more often than this, however short the credentials' life. */
  refreshFloor: 1,
  hibernationFirst: 300,
  hibernationInterval: 600,
  hibernationLongest: 3600,
  /** Overrides `Ssm.HealthFrequencyMinutes` (minutes there, no lower bound here); 0 leaves it in force. */
  healthPeriod: 0,
  /** Random wait before reconnecting a broken control channel: up to this. */
  reconnectPause: 2.5,
  /** First delay of the control channel's back-off is 1 to 2 of these; doubled each time up to the longest. */
  reconnectBackoff: 5,
  reconnectLongest: 2400,
  /** First delay of a data channel's retries is 1 to 2 of these; doubled each time up to the longest. */
  dataChannelRetry: 0.1,
  dataChannelRetryLongest: 5,
  channelPing: 54,
  channelFirstDeadline: 114,
  channelDeadline: 60,
  /** Message polling goes on this long after the control channel opened. */
  pollingDrain: 60,
  /** Pause after a poll answered within a second, plus up to a quarter. */
  pollingPause: 2,
  /** Between the three times that the agent says that a session is over, until it is acknowledged. */
  taskCompleteRetry: 1,
  /** How long the end of a session waits for acknowledgements while none comes. */
  sessionDrain: 2,
  /** And at most, while they trickle in. */
  sessionDrainLongest: 60,
  /** Processes of a session that was ended get this long between SIGHUP and SIGKILL. */
  sessionGrace: 3,
  /** Between two looks for what of a session is to be streamed to CloudWatch Logs. */
  logTick: 1,
  /** How long a session's log may take to its destinations when the session is over; a third more for every 5 MiB. */
  logUpload: 30,
  /** And how long when the agent stops. */
  logUploadAtStop: 5,
  /** After an error that nothing else handles. */
  surprisePause: 300,
}

/** Durations in seconds. */
export type Timing = typeof stockTiming
