/** The variable that names, for the receiver's processes, the file with the offset in ms of the receiver's time from the machine's. */
export const CLOCK_FILE_VARIABLE = "SMARTLEAD_RECEIVER_CLOCK";

/** One 64-bit number, in the machine's byte order. */
export const CLOCK_FILE_BYTES = 8;
