"""What a model wrote, checked claim by claim: facts must stand in what was verified, the rest is marked."""

from agent.verify.wording.carrying import carrying
from agent.verify.wording.check import Checked, check_wording, spoken_of
from agent.verify.wording.ground import Ground, words_of
from agent.verify.wording.support import shares

__all__ = ["Checked", "Ground", "carrying", "check_wording", "shares", "spoken_of", "words_of"]
