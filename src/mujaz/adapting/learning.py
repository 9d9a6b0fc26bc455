"""What every training run shares: loss, optimiser, learning rate, averaged weights."""

from __future__ import annotations

import functools
import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from mujaz.errors import TrainingError

from .batches import IGNORED, Batch
from .model import TranslationModel


@dataclass(frozen=True, slots=True)
class Settings:
    """The knobs of a run; learning rates are those at the peak."""

    encoder_rate: float = 2e-4
    decoder_rate: float = 6e-4
    warm_up: int = 300
    smoothing: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.998


def learning_share(step: int, progress: float, warm_up: int) -> float:
    """Tell the share of the peak rate: linear warm-up, then down to 0 as `progress` nears 1.

    `progress` is the share of the run's time that is over: the end is known, the steps are not.
    """
    rise = min(1.0, (step + 1) / max(1, warm_up))
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, max(0.0, progress))))
    return rise * fall


def precision(device: torch.device) -> AbstractContextManager[object]:
    """Choose bfloat16 where the device is fast at it, else plain float32."""
    if device.type == "cuda" or (device.type == "cpu" and _cpu_knows_bfloat16()):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()


@functools.cache
def _cpu_knows_bfloat16() -> bool:
    """Tell whether the processor multiplies bfloat16 itself; others imitate it, slowly."""
    tell = getattr(torch.cpu, "get_capabilities", None)  # not in every torch
    known: dict[str, object] = tell() if tell is not None else {}
    return any(known.get(name) for name in ("avx512_bf16", "amx_bf16"))


def loss_of(model: TranslationModel, batch: Batch, smoothing: float) -> Tensor:
    """Compute the mean cross-entropy a target token, label-smoothed."""
    states = model.encode(batch.source, batch.keep)
    logits = model.decoder.logits(model.hidden(batch.target, states, batch.keep))
    return functional.cross_entropy(
        logits.flatten(0, 1).float(),
        batch.labels.flatten(),
        ignore_index=IGNORED,
        label_smoothing=smoothing,
    )


def freeze_below(model: TranslationModel, encoder_layers: int | None) -> None:
    """Let only the decoder and that many upper encoder layers learn; None: all that there is.

    What is frozen costs no backward pass: nothing that needs a gradient comes before it.
    """
    if encoder_layers is None:
        return
    most = len(model.encoder.layers)
    if not 0 <= encoder_layers <= most:
        raise TrainingError(
            f"{encoder_layers} encoder layers were asked to learn", hint=f"it has {most} of them"
        )
    model.encoder.requires_grad_(False)
    for layer in list(model.encoder.layers)[most - encoder_layers :]:
        layer.requires_grad_(True)


class Learner:
    """A model with its optimiser and the running average of its weights."""

    def __init__(self, model: TranslationModel, settings: Settings, device: torch.device) -> None:
        self.model = model
        self.settings = settings
        self.device = device
        groups = []
        for part, rate in (
            (model.encoder, settings.encoder_rate),
            (model.decoder, settings.decoder_rate),
        ):
            parameters = [p for p in part.parameters() if p.requires_grad]
            decayed = [p for p in parameters if p.ndim > 1]
            plain = [p for p in parameters if p.ndim <= 1]
            for params, decay in ((decayed, settings.weight_decay), (plain, 0.0)):
                if params:
                    groups.append(
                        {"params": params, "lr": rate, "weight_decay": decay, "peak": rate}
                    )
        self.parameters = [p for group in groups for p in group["params"]]  # type: ignore[attr-defined]
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.averages = [p.detach().clone() for p in self.parameters]
        self.step = 0

    def learn(self, batch: Batch, progress: float) -> Tensor:
        """Take one step on a batch's loss, which is returned and stays on the device."""
        with precision(self.device):
            loss = loss_of(self.model, batch, self.settings.smoothing)
        return self.descend(loss, progress)

    def descend(self, loss: Tensor, progress: float) -> Tensor:
        """Take one step down a loss, or skip it if its gradient is not finite."""
        share = learning_share(self.step, progress, self.settings.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * share
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, self.settings.clip, foreach=True)
        # the fused optimiser reads this flag on the device: no wait for the host
        self.optimizer.found_inf = (~torch.isfinite(norm)).float()  # type: ignore[attr-defined]
        self.optimizer.step()
        self.step += 1
        keep = min(self.settings.average, self.step / (10 + self.step))
        torch._foreach_lerp_(self.averages, [p.detach() for p in self.parameters], 1 - keep)
        return loss.detach()

    @torch.no_grad()
    def exchange(self) -> None:
        """Swap the weights with their averages; call it again to swap back."""
        for parameter, average in zip(self.parameters, self.averages, strict=True):
            kept = parameter.detach().clone()
            parameter.copy_(average)
            average.copy_(kept)


@torch.no_grad()
def negative_log_likelihood(model: TranslationModel, batch: Batch) -> tuple[float, int]:
    """Sum the loss of a batch's target tokens, and count them."""
    logits = model(batch.source, batch.keep, batch.target)
    loss = functional.cross_entropy(
        logits.flatten(0, 1).float(), batch.labels.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    return float(loss), batch.tokens
