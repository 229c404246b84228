/** @import { OrderCard, Parcel } from "./types.js" */

/**
 * The parcels of an order; a card of an older server names one at most.
 * @param {OrderCard} card
 * @returns {Parcel[]}
 */
export function parcelsOf(card) {
  if (card.parcels?.length) return card.parcels;
  return card.carrier || card.tracking_number ? [card] : [];
}
