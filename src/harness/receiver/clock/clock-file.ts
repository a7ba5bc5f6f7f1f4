/** Names the file that holds how many ms a receiver's time is ahead of the machine's, to the processes of the receiver. */
export const CLOCK_FILE_VARIABLE = "SMARTLEAD_RECEIVER_CLOCK";

/** One number of 64 bits, in the machine's own order. */
export const CLOCK_FILE_BYTES = 8;
