/** What every judge of end states says of them. */

/** How a receiver ends in one state in any order. */
export const ORDER_HINT =
  "Keep with each field the event_timestamp that it came from, and leave it alone when an older event arrives; or let states go forward only.";
/** How the state can be seen. */
export const HOW_TO_SHOW_STATE =
  "Give --state URL or --state-cmd CMD, any text that describes what your receiver keeps ({lead} stands for the lead's address), or let it PUT its records to $SMARTLEAD_MOCK_URL/_mock/sink, or report its effects with a `value`.";
/** Where only PATCHes are seen, nothing is blamed. */
export const ONLY_CHANGES =
  "The last PATCH of the lead depends on the order; whether the record does is not seen. Give --state URL or --state-cmd CMD to have what is kept judged.";
