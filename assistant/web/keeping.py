"""What is answered on a page is kept in the history of the person whose page it is, and put on a page again."""

import asyncio
import logging

from assistant.history import conversations as history
from assistant.web.conversations import MAX_EXCHANGES, Conversation, Exchange

_log = logging.getLogger(__name__)


class Keeper:
    """Keeps conversations; without a history, nothing is kept and nothing is found."""

    def __init__(self, kept: history.Conversations | None) -> None:
        self._kept = kept
        self.keeps = kept is not None

    async def keep(self, owner: str, conversation: Conversation, exchange: Exchange) -> None:
        """Keep an exchange that is answered. Where that cannot be done, the answer says so and the page goes on."""
        if self._kept is None or exchange.answer is None:
            return
        told = history.Exchange(exchange.question, exchange.answer, exchange.context, exchange.context_read, exchange.stopped)
        async with conversation.keeping:
            replaced, conversation.replaces = conversation.replaces, None
            try:
                conversation.kept_as, exchange.kept_as = await asyncio.to_thread(
                    _add, self._kept, owner, conversation.kept_as, told, replaced
                )
            except Exception:
                _log.exception("an answer could not be kept")
                conversation.replaces, exchange.unkept = replaced, True
                return
            if exchange not in conversation.exchanges:  # asked anew, or changed, while it was being kept
                conversation.replaces = conversation.replaces or exchange.kept_as

    async def find(self, owner: str, conversation_id: str) -> tuple[history.Conversation, list[history.KeptExchange]] | None:
        """A conversation of this person with its last exchanges, as many as a page shows."""
        if self._kept is None:
            return None
        found = await asyncio.to_thread(self._kept.one, owner, conversation_id)
        if found is None:
            return None
        return found, await asyncio.to_thread(self._kept.exchanges, owner, conversation_id, MAX_EXCHANGES)


def _add(
    kept: history.Conversations, owner: str, conversation_id: str | None, told: history.Exchange, replaced: str | None
) -> tuple[str, str | None]:
    """Ids of the conversation and of the exchange; a conversation that was deleted elsewhere begins anew."""
    if conversation_id is not None:
        exchange_id = kept.add(owner, conversation_id, told, instead_of=replaced)
        if exchange_id is not None:
            return conversation_id, exchange_id
    conversation_id = kept.begin(owner, told.question)
    return conversation_id, kept.add(owner, conversation_id, told)
