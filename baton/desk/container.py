"""What the desk is made of: the parts of `baton/bootstrap.py` and those that only the desk has."""

from __future__ import annotations

from functools import cached_property

from baton.base import mail
from baton.base.leases import Lease
from baton.base.live_file import LiveFile, LiveFiles
from baton.bootstrap import Container
from baton.desk.assignment.absent_owners import AbsentOwners
from baton.desk.assignment.alerts import Alerts
from baton.desk.assignment.offers import OfferService
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.api_tokens import ApiTokens
from baton.desk.auth.cookies import Cookies
from baton.desk.auth.identities import Identities
from baton.desk.auth.openid_claims import ClaimRules
from baton.desk.auth.openid_provider import Client, OpenidProvider
from baton.desk.auth.pending import PendingSignIns
from baton.desk.auth.roles import Role
from baton.desk.auth.second_factor import SecondFactors
from baton.desk.auth.secret_box import SecretBox
from baton.desk.auth.sessions import Lifetimes, Sessions
from baton.desk.notifier import Notifier
from baton.desk.store.business_documents import DOCUMENTS
from baton.desk.store.canned_replies import CannedReplies
from baton.desk.store.desk_config import DeskConfig, DeskConfigFile
from baton.desk.store.saved_views import SAVED_VIEWS, SavedViews
from baton.desk.store.seen_marks import SeenMarks
from baton.handoff.records.audit_trail import AuditTrail
from baton.lab.escalation_log.log import EscalationLog
from baton.lab.labelling.labelling import Labelling
from baton.lab.rollout.changes import PolicyChanges
from baton.lab.rollout.watch import Plan, RolloutWatch
from baton.orders.email_codes.sender import CodeSender
from baton.privacy.erasure import CustomerData
from baton.privacy.finder import Finder
from baton.privacy.retention import Kind, Retention


class DeskContainer(Container):
    """The parts that the desk's pages, API and background loops share; built and overridden as those of `Container`."""

    @cached_property
    def documents(self) -> LiveFiles:
        files = LiveFiles(self.settings)
        for model in DOCUMENTS:  # opened even where nothing has used them yet: `refused` lists them all
            files[model]
        return files

    @cached_property
    def notifier(self) -> Notifier:
        """Wakes streams and loops of this process."""
        return Notifier()

    @cached_property
    def lease(self) -> Lease:
        """Held by the one desk that runs the background loops."""
        return Lease(self.engine, "desk loops")

    @cached_property
    def agents(self) -> AgentAccounts:
        return AgentAccounts(self.engine, self.clock)

    @cached_property
    def tokens(self) -> ApiTokens:
        return ApiTokens(self.engine, self.clock, self.settings.token_days)

    @cached_property
    def cookies(self) -> Cookies:
        return Cookies(secure=self.settings.production)

    @cached_property
    def sessions(self) -> Sessions:
        lifetimes = Lifetimes(self.settings.desk_session_hours * 3600.0, self.settings.desk_idle_minutes * 60.0)
        return Sessions(self.engine, self.settings.desk_secret, self.cookies, lifetimes, self.clock)

    @cached_property
    def pending_sign_ins(self) -> PendingSignIns:
        return PendingSignIns(self.settings.desk_secret, self.cookies)

    @cached_property
    def second_factors(self) -> SecondFactors:
        secrets = self.settings.second_factor_secrets
        return SecondFactors(self.engine, SecretBox(secrets, "second factor") if secrets else None, self.clock)

    @cached_property
    def openid(self) -> OpenidProvider | None:
        """The provider that agents sign in with; None if there is none."""
        given = self.settings
        if not given.openid_issuer:
            return None
        address = f"{given.desk_url}/login/openid/callback"
        client = Client(
            given.openid_issuer, given.openid_client_id, given.openid_client_secret, given.openid_scopes, address
        )
        return OpenidProvider(client, self.clock)

    @cached_property
    def identities(self) -> Identities:
        given = self.settings
        roles = {group: Role(role) for group, role in given.role_of_group.items()}
        rules = ClaimRules(given.openid_login_claim, given.openid_role_claim, roles)
        return Identities(self.engine, self.agents, rules, given.openid_create_agents, self.clock)

    @cached_property
    def code_sender(self) -> CodeSender | None:
        """Sends codes by e-mail; None if there is no mail server."""
        server = mail.server_of(self.settings)
        if server is None or self.email_codes is None:
            return None
        return CodeSender(self.email_codes, self.orders, mail.Mailer(server), self._code_mail)

    def _code_mail(self, number: str, code: str, minutes: int) -> tuple[str, str]:
        """The subject and the text of the mail with a code."""
        shop = self.settings.shop_name
        subject = self.responses.text("utter_code_mail_subject", shop=shop)
        return subject, self.responses.text("utter_code_mail", shop=shop, number=number, code=code, minutes=minutes)

    @cached_property
    def rules(self) -> DeskConfigFile:
        return self.documents[DeskConfig]

    @cached_property
    def canned(self) -> LiveFile[CannedReplies]:
        return self.documents[CannedReplies]

    @cached_property
    def audit(self) -> AuditTrail:
        return AuditTrail(self.engine, self.clock)

    @cached_property
    def views(self) -> SavedViews:
        return SavedViews(self.engine)

    @cached_property
    def seen_marks(self) -> SeenMarks:
        return SeenMarks(self.engine)

    @cached_property
    def offers(self) -> OfferService:
        return OfferService(
            self.engine,
            self.handoffs,
            self.agents,
            self.rules,
            self.opening_hours,
            self.audit,
            self.availability,
            self.clock,
        )

    @cached_property
    def absent_owners(self) -> AbsentOwners:
        return AbsentOwners(self.engine, self.handoffs, self.log, self.rules, self.clock)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self.engine, self.rules, self.opening_hours, self.clock)

    @cached_property
    def escalation_log(self) -> EscalationLog:
        settings = self.settings
        return EscalationLog(settings.desk_db, self.log, self._team_of, settings.desk_secret, self.clock)

    @cached_property
    def labelling(self) -> Labelling:
        return Labelling(self.engine, self.log, self.questions, self.clock)

    @cached_property
    def policy_changes(self) -> PolicyChanges:
        """Brings candidate policies to customers, and takes them back."""
        settings = self.settings
        return PolicyChanges(settings.desk_db, settings.policy_file, settings.policy_approvals, self.clock)

    @cached_property
    def rollout_watch(self) -> RolloutWatch:
        settings = self.settings
        plan = Plan(
            false_alarms=settings.rollout_false_alarms,
            tolerance=settings.rollout_tolerance,
            steps=settings.rollout_shares,
            step_hours=settings.rollout_step_hours,
        )
        return RolloutWatch(self.engine, self.log, self.policy_changes, plan, self.clock)

    @cached_property
    def customer_data(self) -> CustomerData:
        """What is kept of customers: found, exported, erased."""
        return CustomerData(
            self.settings.desk_db,
            self.log,
            Finder(self.engine, self.log, self.orders),
            self.store,
            self.inbox,
            self.proof_attempts,
            self.settings.var_dir,
            (SAVED_VIEWS,),
            self.clock,
        )

    @cached_property
    def retention(self) -> Retention:
        """Takes the words out of what is older than the settings say."""
        settings = self.settings
        days = {
            Kind.CONVERSATIONS: settings.retention_conversations_days,
            Kind.HANDOFFS: settings.retention_handoffs_days,
            Kind.AUDIT: settings.retention_audit_days,
        }
        return Retention(settings.desk_db, self.log, self.customer_data, days, self.clock)

    def _team_of(self, category: str, set_team: str | None) -> str:
        """By the rules in force."""
        return self.rules().team_of(category, set_team)

    def refused(self) -> list[str]:
        """What somebody changed on disk that is not in force because it is wrong: the file, every reason, its line."""
        return [str(error) for error in self.documents.refused()]

    def time(self) -> float:
        """Epoch seconds."""
        return self.clock().timestamp()
