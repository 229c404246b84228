import { card } from "./styles/card.js";
import { frame } from "./styles/frame.js";
import { messages } from "./styles/messages.js";
import { parts } from "./styles/parts.js";
import { preferences } from "./styles/preferences.js";
import { theme } from "./styles/theme.js";

export const styles = [theme, frame, parts, messages, card, preferences];
