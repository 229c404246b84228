import { css } from "lit";

/** What the customer has asked the system for; last, so that it wins. */
export const preferences = css`
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (max-height: 420px) {
    .header {
      padding-block: 5px;
    }
    .status {
      margin: 0;
    }
    .log {
      padding-block: 8px;
    }
    .composer {
      padding-block: 5px 2px;
    }
    .below {
      padding-top: 1px;
    }
  }
  @media (forced-colors: active) {
    .panel,
    .launcher,
    .bubble,
    .send,
    .choice {
      border: 1px solid;
    }
  }
`;
